//! The virus scanner, where one is used.

use app::check::{Scanner, ScannerAddress, ScannerError};

use super::finding::{Findings, both};
use crate::cli::DoctorArgs;

/// Asks whether it is there, and whether it takes files.
pub(super) async fn look(args: &DoctorArgs, findings: &mut Findings) {
    let Some(address) = args.virus_scanner.as_ref().filter(|_| !args.offline) else { return };
    match answers(address).await {
        Ok(()) => findings.good("scanner", both("ウイルス検査: 応答しました", "the virus scanner answers")),
        Err(error) => findings.bad(
            "scanner",
            both(format!("ウイルス検査ができません: {error}"), error.to_string()),
            both(
                "clamd の稼働と --virus-scanner の接続先を確認してください。検査できるまで、未検査のファイルは開けません。",
                "Check that clamd runs, and --virus-scanner. Until then, files it has not seen are handed out to nobody.",
            ),
        ),
    }
}

async fn answers(address: &ScannerAddress) -> Result<(), ScannerError> {
    let scanner = Scanner::new(address.clone());
    scanner.ping().await?;
    scanner.scan(b"madoguchi doctor").await.map(drop)
}
