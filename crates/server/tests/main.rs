//! The whole product, on both databases: the same suites run in `sqlite` and in `postgres`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that finds something else than it expects must end"
)]

mod doctor;
mod metrics;
mod quiet_log;
mod suite;
mod tenants;
mod upgrade;

/// One module per database with every test of the suites.
macro_rules! on {
    ($module:ident, $database:expr) => {
        mod $module {
            use testkit::server::Database;

            const DATABASE: Database = $database;

            macro_rules! test {
                ($name:ident, $check:path) => {
                    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $name() {
                        $check(DATABASE).await;
                    }
                };
            }

            test!(a_chat_from_the_first_word_to_the_end, crate::suite::chat::whole);
            test!(a_lost_connection_loses_and_doubles_nothing, crate::suite::chat::reconnect);
            test!(nobody_answers_and_the_next_agent_is_asked, crate::suite::chat::decline);
            test!(a_mail_is_answered_and_comes_back_to_its_case, crate::suite::mail::round);
            test!(a_mail_delivered_twice_is_one_case, crate::suite::mail::twice);
            test!(an_answer_goes_to_whom_it_was_written, crate::suite::routes_of_mail::fixed);
            test!(a_forged_sender_gets_no_answer, crate::suite::routes_of_mail::reply_to);
            test!(
                a_member_is_found_by_a_proven_address,
                crate::suite::routes_of_mail::member_by_address
            );
            test!(no_mail_is_taken_for_nobody, crate::suite::routes_of_mail::switched_off);
            test!(a_signed_address_keeps_its_channel, crate::suite::routes_of_mail::second_channel);
            test!(a_bounce_tells_its_own_case, crate::suite::routes_of_mail::bounce_elsewhere);
            test!(a_slow_server_delays_only_its_own, crate::suite::routes_of_mail::sleepy_server);
            test!(somebody_outside_is_asked_and_answers, crate::suite::sides::round);
            test!(an_answer_from_outside_is_known_for_what_it_is, crate::suite::sides::senders);
            test!(a_case_waits_for_an_answer_from_outside, crate::suite::sides::waiting);
            test!(not_everybody_may_be_asked, crate::suite::sides::refusals);
            test!(what_is_said_outside_goes_with_its_case, crate::suite::sides::moves);
            test!(the_audit_log_knows_who_did_what, crate::suite::desk::audit);
            test!(a_changed_case_refuses_an_old_version, crate::suite::desk::versions);
            test!(a_request_sent_again_is_done_once, crate::suite::repeat::again);
            test!(a_request_broken_off_is_not_done_again, crate::suite::repeat::broken_off);
            test!(the_demo_loads_whole_and_once, crate::suite::demo::whole);
            test!(an_interrupted_demo_is_loaded_on, crate::suite::demo::interrupted);
            test!(no_demo_beside_a_real_tenant, crate::suite::demo::refused);
            test!(an_earlier_database_is_kept_whole_and_goes_on, crate::upgrade::kept);
            test!(a_backup_under_load_is_a_prefix, crate::suite::backup::under_load);
            test!(a_person_is_handed_out_and_erased, crate::suite::erasure::whole);
            test!(no_route_shows_another_tenant, crate::tenants::foreign_ids);
            test!(no_route_opens_without_permission, crate::tenants::permissions);
            test!(no_stream_carries_another_tenant, crate::tenants::streams);
        }
    };
}

on!(sqlite, Database::Sqlite);
on!(postgres, Database::Postgres);
mod sqlite_process;
