//! What must hold on every database.

pub(crate) mod accounts;
pub(crate) mod admin;

pub(crate) mod case_ties;
pub(crate) mod case_work;
pub(crate) mod channels;
pub(crate) mod chat;
pub(crate) mod consents;
pub(crate) mod customers;
pub(crate) mod factor;
pub(crate) mod files;
pub(crate) mod forms;
pub(crate) mod handover;
pub(crate) mod hooks;
pub(crate) mod identity;
pub(crate) mod import;
pub(crate) mod masking;
pub(crate) mod promises;
pub(crate) mod proofs;
pub(crate) mod retention;
pub(crate) mod scan;
pub(crate) mod search;
pub(crate) mod shop;
pub(crate) mod sign_on;
pub(crate) mod templates;
pub(crate) mod tokens;
pub(crate) mod translation;
pub(crate) mod webhooks;
pub(crate) mod work;

/// Runs every test of the suite on one backend, under a module of its name.
macro_rules! app_suite {
    ($backend:ident) => {
        app_suite!($backend:
            accounts::a_session_lives_while_it_is_used,
            accounts::a_session_ends_in_an_open_tab_and_after_its_days,
            accounts::a_sign_in_under_way_does_not_survive_a_reset,
            accounts::wrong_and_unknown_get_the_same_answer_and_are_audited,
            accounts::failures_are_limited_exactly,
            accounts::an_address_of_two_tenants_needs_the_tenant,
            accounts::signing_out_ends_one_session_and_sets_offline,
            accounts::a_new_password_ends_the_other_sessions,
            accounts::an_account_that_is_switched_off_is_out_at_once,
            webhooks::each_event_is_told_once_signed_and_tried_again,
            webhooks::an_address_that_takes_nothing_is_switched_off,
            webhooks::an_address_at_home_is_refused,
            tokens::a_token_acts_within_its_scopes_until_it_ends,
            factor::a_code_is_asked_for_and_taken_once,
            factor::a_lost_device_is_no_lost_account,
            admin::the_first_administrator_is_made_once,
            admin::a_tenant_begins_with_its_defaults_and_sees_nothing_else,
            admin::people_are_made_changed_and_switched_off,
            admin::nobody_locks_out_themselves_or_the_last_administrator,
            admin::only_system_administrators_make_or_touch_one,
            admin::a_queue_in_use_is_not_archived,
            admin::categories_have_four_levels,
            admin::people_and_audit_entries_come_in_pages,
            case_ties::a_case_is_split_and_joined_and_parted,
            case_ties::a_procedure_is_walked_through,
            case_ties::a_list_is_kept_for_oneself_or_for_everybody,
            case_ties::several_cases_are_changed_and_changed_back,
            case_work::a_case_is_put_off_and_comes_back,
            case_work::a_case_goes_back_to_where_it_came_from,
            case_work::a_supervisor_who_is_there_is_asked,
            case_work::a_case_ends_when_everything_is_said,
            case_work::nobody_answers_what_they_have_not_seen,
            channels::secrets_never_come_back,
            channels::an_address_leads_to_one_channel,
            channels::trying_out_says_what_to_do,
            channels::a_password_stays_with_its_server,
            channels::a_private_network_is_not_probed,
            chat::what_is_sent_again_is_one_message,
            chat::outside_business_hours_it_says_when_somebody_is_there,
            customers::they_are_found_however_they_are_written,
            customers::an_address_belongs_to_one_customer,
            customers::changes_are_versioned_logged_and_audited,
            customers::a_timeline_holds_what_was_absorbed,
            customers::nothing_is_seen_from_another_tenant,
            files::uploads_are_kept_named_and_handed_out,
            files::what_can_run_is_refused_from_visitors,
            files::a_visitor_s_day_has_a_limit,
            files::what_no_message_takes_is_removed,
            handover::a_link_goes_on_in_the_same_case,
            identity::two_records_that_look_alike_wait_for_a_decision,
            identity::a_contact_that_everybody_has_tells_nobody_apart,
            forms::an_inquiry_becomes_a_case_that_is_answered_by_mail,
            forms::what_cannot_be_read_is_visible_work_with_its_files,
            forms::a_form_is_its_tenant_s_own,
            hooks::a_messenger_is_heard_once_and_only_when_it_is_the_one,
            consents::what_was_said_is_kept_with_its_proof,
            consents::a_merge_brings_consents_together_and_its_undoing_apart,
            consents::a_form_asks_and_never_ticks,
            consents::a_link_takes_one_consent_back,
            consents::purposes_are_reworded_and_put_away_never_deleted,
            identity::any_history_is_as_if_what_was_undone_had_never_been,
            shop::two_numbers_with_one_address_stay_two_people,
            shop::a_number_of_the_shop_s_books_is_not_another_s_address,
            shop::an_address_without_a_number_is_who_the_shop_says,
            import::customers_are_made_updated_and_refused,
            import::orders_need_their_customers,
            import::a_stopped_import_goes_on_where_it_was,
            import::a_finished_file_is_not_imported_twice,
            import::cdnow_survives_being_killed_anywhere,
            masking::numbers_that_may_not_be_kept_are_stored_nowhere,
            masking::a_mail_is_journalled_without_them,
            promises::cases_opened_after_a_policy_have_clocks_that_run,
            promises::a_first_policy_counts_the_past_in_its_hours,
            promises::a_setting_that_cannot_be_used_stops_nobody_else,
            promises::a_policy_for_a_rank_follows_the_rank,
            promises::a_clock_that_cannot_be_read_is_made_anew_from_the_log,
            proofs::a_code_that_is_told_makes_an_address_the_customer_s,
            proofs::a_link_joins_whoever_had_the_address,
            translation::a_translator_is_tried_before_it_is_kept,
            translation::what_is_asked_is_translated_and_nothing_else_goes_out,
            retention::what_is_over_is_deleted_and_nothing_else,
            retention::a_hold_covers_the_person_and_goes_with_what_was_said,
            retention::the_index_forgets_what_was_cleared,
            retention::files_go_before_the_words_and_a_case_that_goes_on_counts_anew,
            scan::an_infected_upload_is_not_kept,
            scan::what_was_not_seen_is_not_handed_out,
            scan::a_mail_waits_until_its_file_was_seen,
            scan::a_virus_in_a_mail_is_told_and_locked_away,
            search::what_is_written_is_found_by_whoever_may_see_it,
            search::an_index_that_is_lost_is_made_again,
            sign_on::a_provider_signs_in_whom_it_has_verified,
            sign_on::what_is_not_proven_signs_nobody_in,
            sign_on::rules_of_a_tenant_are_kept,
            templates::a_canned_reply_is_filled_for_its_case,
            templates::a_text_that_cannot_be_filled_is_refused_with_its_place,
            work::of_somebody_switched_off_waits_again,
            work::of_somebody_who_may_not_take_it_is_left_alone_after_a_start,
            work::is_taken_again_by_whoever_may_again,
            work::that_moved_while_routing_was_behind_is_offered_where_it_waits,
            work::that_routing_sees_wrongly_is_read_again,
            work::that_was_accepted_at_the_last_moment_sends_nobody_away,
            work::is_offered_to_whoever_was_away_for_a_moment_only,
            work::of_a_customer_who_comes_back_to_an_archived_queue_is_offered,
            work::of_somebody_whose_desk_is_gone_goes_to_others,
            work::of_somebody_absent_goes_to_the_colleague_who_answers,
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
