//! E-mail from end to end, on both databases: the real program, a real Dovecot (IMAP with IDLE,
//! LMTP) and a real Postfix (SMTP in, SMTP out). Without root there is no Postfix, and the tests
//! say that they were skipped.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code: a panic is the report"
)]

#[expect(dead_code, reason = "shared with the parser's tests, which ask for the Message-ID too")]
#[path = "../../../channels/tests/answers/mod.rs"]
mod answers;
mod chance;
mod conversation;
mod evaluation;
mod judge;
mod letter;
mod long_thread;
mod person;
mod stage;
mod strangers;
mod trouble;
mod wire;

/// One module per database with every test.
macro_rules! on {
    ($module:ident, $database:expr) => {
        mod $module {
            use testkit::server::Database;

            const DATABASE: Database = $database;

            macro_rules! test {
                ($name:ident, $check:path) => {
                    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $name() {
                        if let Some(stage) = crate::stage::Stage::open(DATABASE).await {
                            $check(stage).await;
                        }
                    }
                };
            }

            test!(
                every_evaluation_mail_arrives_over_outages_and_kills,
                crate::evaluation::every_mail_arrives
            );
            test!(a_conversation_stays_one_case, crate::conversation::stays_one_case);
            test!(strangers_machines_and_copies, crate::strangers::are_told_apart);
            test!(what_cannot_be_delivered_comes_back, crate::strangers::bounces);
            test!(a_long_thread_keeps_its_order, crate::long_thread::keeps_its_order);
            test!(garbage_stops_nothing, crate::trouble::garbage);
            test!(answers_wait_for_their_server, crate::trouble::sending_again);
            test!(wrong_settings_are_shown_and_mended, crate::trouble::settings);
        }
    };
}

on!(sqlite, Database::Sqlite);
on!(postgres, Database::Postgres);
