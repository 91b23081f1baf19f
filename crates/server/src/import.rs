//! `madoguchi import`: customers or orders from a CSV file, with a bar. Stopping it (Ctrl-C) loses
//! nothing: the same command goes on where it was.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::clock::SystemClock;
use app::import::{Format, Import, Kind, Progress, Report, Status, run as import, tokyo};
use app::{App, Config};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::{ImportArgs, Layout, What};
use crate::open::{open, tenant};
use crate::stop::Stop;

pub(crate) async fn run(args: ImportArgs) -> Result<(), Stop> {
    let store = open(&args.store).await?;
    let tenant = tenant(&store, args.tenant.as_deref()).await?;
    let wanted = Import {
        tenant: tenant.id,
        kind: match args.what {
            What::Customers => Kind::Customers,
            What::Orders => Kind::Orders,
        },
        format: match args.format {
            Some(Layout::Cdnow) => Format::Cdnow,
            None => Format::Csv,
        },
        file: args.file,
        create_customers: args.create_customers,
        again: args.again,
        time_zone: tokyo(),
    };
    let app = App::new(store, Arc::new(SystemClock), Config::default());
    let mut bar = Bar::new();
    let report = import(&app, wanted, &mut bar).await;
    bar.bar.finish_and_clear();
    app.store.close().await?;
    let report = report.map_err(|error| {
        let detail = error.detail();
        Stop::new(detail.ja, detail.en)
    })?;
    tell(&report)
}

/// The bar; hears Ctrl-C.
struct Bar {
    bar: ProgressBar,
    stop: Arc<AtomicBool>,
}

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::new(0);
        let style = "{wide_bar} {percent:>3} %  {msg}  {eta}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        let stop = Arc::new(AtomicBool::new(false));
        let heard = Arc::clone(&stop);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                heard.store(true, Ordering::Relaxed);
            }
        });
        Self { bar, stop }
    }
}

impl Progress for Bar {
    fn advance(&mut self, status: Status) -> ControlFlow<()> {
        self.bar.set_length(status.bytes);
        self.bar.set_position(status.bytes_read);
        self.bar.set_message(format!("{} 行 / rows ({} ✗)", status.rows, status.bad));
        if self.stop.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

fn tell(report: &Report) -> Result<(), Stop> {
    let Status { rows, ok, bad, .. } = report.status;
    if report.was_finished {
        println!(
            "このファイルは取り込み済みです({rows} 行)。もう一度取り込むには --again を付けてください。\n\
             This file was imported before ({rows} rows). Add --again to import it once more."
        );
        return Ok(());
    }
    if report.resumed_from > 0 {
        println!("{0} 行目の続きから再開しました。 / Resumed after row {0}.", report.resumed_from);
    }
    println!("{rows} 行: 取り込み {ok}、エラー {bad} / {rows} rows: {ok} imported, {bad} refused");
    if let Some(file) = &report.errors_file {
        let file = file.display();
        println!("エラーの行と理由 / refused rows with reasons: {file}");
    }
    if report.finished {
        Ok(())
    } else {
        Err(Stop::new(
            "途中で止めました。同じコマンドで続きから再開できます。",
            "Stopped on the way. The same command goes on from here.",
        ))
    }
}
