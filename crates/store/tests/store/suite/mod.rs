//! What every database must do the same.

pub(crate) mod files;
pub(crate) mod reading;
pub(crate) mod tables;
pub(crate) mod writes;

/// Runs every test of the suite on one backend, under a module of its name.
macro_rules! store_suite {
    ($backend:ident) => {
        store_suite!($backend:
            writes::a_lone_write_is_durable_and_numbered,
            writes::the_log_is_emptied_however_many_write,
            writes::a_failing_or_panicking_member_rolls_back_alone,
            writes::a_failing_first_member_rolls_back_alone,
            writes::nobody_is_answered_before_the_commit,
            writes::a_write_with_a_failed_statement_never_commits,
            writes::a_slow_write_is_rolled_back,
            writes::a_full_queue_refuses_at_once,
            writes::one_write_cannot_take_all_positions,
            writes::five_hundred_writers_get_distinct_numbers,
            writes::what_was_accepted_before_close_is_written,
            writes::a_write_across_tenants_is_one_transaction,
            reading::the_tail_sees_every_commit_once_and_in_order,
            reading::the_committed_position_wakes_readers,
            reading::timelines_page_backwards_inside_their_tenant,
            reading::a_cursor_moves_with_the_work_it_stands_for,
            tables::no_query_sees_another_tenant,
            tables::a_row_cannot_refer_to_another_tenant,
            tables::taken_keys_are_named_without_values,
            tables::a_stale_version_is_refused,
            tables::cases_are_numbered_without_gaps,
            tables::every_user_field_reads_back,
            tables::sessions_end,
            tables::identities_belong_to_one_customer,
            tables::work_reads_back_and_is_found_by_state,
            tables::effects_are_claimed_once_until_they_come_up_again,
            tables::effects_of_a_busy_lane_wait,
            tables::an_input_is_journalled_and_settled_once,
            tables::an_answer_is_given_again,
            tables::an_import_goes_on_where_it_stopped,
            tables::a_lease_has_one_holder_and_a_growing_epoch,
            files::reopening_keeps_everything,
            files::migrating_again_changes_nothing,
            files::blobs_are_kept_by_content,
            files::an_unfinished_blob_leaves_nothing,
            files::old_bytes_go_unless_they_are_put_again,
            files::bytes_that_a_row_of_any_tenant_names_are_in_use,
        );
    };
    ($backend:ident: $($area:ident::$test:ident),* $(,)?) => {
        #[expect(non_snake_case, reason = "the module is named like the backend")]
        mod $backend {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                $crate::suite::$area::$test::<$crate::world::$backend>().await;
            }
        )*}
    };
}
