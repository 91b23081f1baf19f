//! What only the embedded database does: its lock, a full disk.

use sea_orm::{ConnectionTrait, Database};
use store::{Store, StoreError};

use crate::world::{Sqlite, World, created, making, noon};

#[tokio::test]
async fn a_second_process_is_refused() {
    let world = World::new::<Sqlite>().await;
    let second = Store::open(world.options.clone()).await.unwrap_err();
    assert!(second.to_string().contains("already uses"), "{second}");
    world.store.close().await.unwrap();
    let reopened = Store::open(world.options.clone()).await.unwrap();
    reopened.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_and_recovers_by_itself() {
    let world = World::with::<Sqlite>(|options| options.max_pages = Some(400)).await;
    let acme = world.acme();
    let mut acknowledged = 0;
    let mut batch = 0_u128;
    let full = loop {
        let events = (0..200).map(|at| created(batch * 1_000 + at)).collect();
        batch += 1;
        match acme.write_events(noon(), events).await {
            Ok(_) => acknowledged += 200,
            Err(error) => break error,
        }
        assert!(batch < 1_000, "the limit does not hold");
    };
    assert_eq!(full, StoreError::DiskFull);
    assert!(acknowledged > 0);
    assert_eq!(world.log().await.len(), acknowledged, "acknowledged is stored, refused is not");
    // Still full: refused again, clearly, and reading goes on.
    let events = (0..200).map(created).collect();
    assert_eq!(acme.write_events(noon(), events).await, Err(StoreError::DiskFull));
    // Another connection makes room, as an administrator would.
    let file = world.options.data_dir.join("madoguchi.db");
    let other = Database::connect(format!("sqlite://{}", file.display())).await.unwrap();
    other.execute_unprepared("DELETE FROM event WHERE seq % 2 = 0").await.unwrap();
    other.close().await.unwrap();
    crate::world::until("recovery", async || acme.write(noon(), making(7)).await.is_ok()).await;
}

#[tokio::test]
async fn the_embedded_database_is_set_up_for_durability() {
    let world = World::new::<Sqlite>().await;
    world.acme().write(noon(), making(1)).await.unwrap();
    let file = world.options.data_dir.join("madoguchi.db");
    let other = Database::connect(format!("sqlite://{}", file.display())).await.unwrap();
    let pragma = async |name: &str| {
        let sql = format!("PRAGMA {name}");
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, sql);
        let row = other.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index::<String>(0)
            .or_else(|_| row.try_get_by_index::<i64>(0).map(|number| number.to_string()))
    };
    assert_eq!(pragma("journal_mode").await.unwrap(), "wal");
    assert_eq!(pragma("page_size").await.unwrap(), "8192");
    assert_eq!(pragma("integrity_check").await.unwrap(), "ok");
    let loose = "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 0 \
         AND name NOT LIKE 'sqlite_%' AND name <> 'seaql_migrations'";
    let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, loose);
    let row = other.query_one_raw(statement).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), 0, "tables that are not STRICT");
}
