//! `madoguchi restore`: puts a backup back where nothing is.

use store::backup::{RestoreOptions, TheKey, restore};

use crate::backup::explain;
use crate::cli::RestoreArgs;
use crate::open::options;
use crate::stop::Stop;

pub(crate) async fn run(args: RestoreArgs) -> Result<(), Stop> {
    let key = match (args.key, args.without_key) {
        (Some(file), _) => TheKey::File(file),
        (None, true) => TheKey::Later,
        (None, false) => TheKey::Included,
    };
    let wanted =
        RestoreOptions { file: args.file.clone(), store: options(&args.store), key: key.clone() };
    let put_back = Box::pin(restore(wanted)).await;
    let manifest = put_back.map_err(|error| explain(&args.file, &error))?;
    let folder = args.store.data_dir.display();
    println!(
        "✓ {:.3} の時点(ログ位置 {})を {folder} に復元しました。`madoguchi serve` で起動できます。\n  Restored as of that moment. Start it with `madoguchi serve`.",
        manifest.begun_at, manifest.last_seq
    );
    if key == TheKey::Later {
        println!(
            "! 鍵がありません。起動する前に元の secret.key を {folder} に置いてください。置かずに起動すると新しい鍵が作られ、メールサーバーのパスワードなどは入力し直しになります。\n  There is no key. Put the old secret.key into the folder before the start; else a new key is made, and passwords of mail servers and the like must be entered anew."
        );
    }
    Ok(())
}
