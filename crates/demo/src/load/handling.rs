//! How the shop's cases end, and what is done step by step in some of them.

use model::{CategoryId, DispositionId, ProcedureId, StepId};
use serde_json::json;
use store::disposition::{self, Disposition};
use store::procedure::{self, Procedure};
use store::{StoreError, Tx};

use crate::world::World;

const ENDINGS: [&str; 7] =
    ["案内のみ", "返金", "交換", "再送", "修理を手配", "他部署へ引き継ぎ", "お客様による取り下げ"];

/// A procedure: its name, its category, its steps.
type Steps = (&'static str, &'static str, &'static [&'static str]);

const PROCEDURES: [Steps; 2] = [
    (
        "破損・不良品の受付",
        "破損・不良品",
        &[
            "ご注文番号とお届け日を確認する",
            "破損箇所と梱包の写真をいただく",
            "交換・返金のどちらをご希望か伺う",
            "運送会社へ破損の連絡を入れる",
        ],
    ),
    (
        "返品の受付",
        "返品・交換",
        &["到着から8日以内か確認する", "未使用か確認する", "返送先と着払いの方法をご案内する"],
    ),
];

/// What is stored, prepared before the write.
pub(super) struct Handling(Vec<(&'static Steps, CategoryId)>);

impl Handling {
    pub(super) fn of(world: &World) -> Self {
        let category =
            |name: &str| world.categories.iter().find(|each| each.name == name).map(|each| each.id);
        let known = PROCEDURES.iter().filter_map(|one| Some((one, category(one.1)?)));
        Self(known.collect())
    }

    pub(super) async fn store(self, tx: &Tx<'_>) -> Result<(), StoreError> {
        for (name, position) in ENDINGS.into_iter().zip(0..) {
            let id = tx.id::<DispositionId>();
            let name = name.to_owned();
            let new = Disposition { id, name, position, archived: false, version: 1 };
            disposition::insert(tx, &new).await?;
        }
        for ((name, _, steps), category) in self.0 {
            let step =
                |text: &&str| json!({"id": tx.id::<StepId>(), "text": text, "required": false});
            let new = Procedure {
                id: tx.id::<ProcedureId>(),
                name: (*name).to_owned(),
                category,
                steps: steps.iter().map(step).collect(),
                archived: false,
                version: 1,
            };
            procedure::insert(tx, &new).await?;
        }
        Ok(())
    }
}
