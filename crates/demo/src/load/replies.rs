//! The shop's canned replies.

use model::{CategoryId, TemplateId};
use serde_json::{Value, json};
use store::template::{self, Template};
use store::{StoreError, Tx};

use crate::world::World;

/// One of them: name, shortcut, category, what becomes of the case, Japanese, English.
struct Said {
    name: &'static str,
    shortcut: &'static str,
    category: Option<&'static str>,
    sets_category: bool,
    after: Option<&'static str>,
    ja: &'static str,
    en: &'static str,
}

const REPLIES: [Said; 6] = [
    Said {
        name: "はじめのごあいさつ",
        shortcut: "hajime",
        category: None,
        sets_category: false,
        after: None,
        ja: "{{ customer.name | default('お客様') }}様\n\nお問い合わせいただきありがとうございます。{{ company.name }}の{{ agent.name }}でございます。\n",
        en: "Dear {{ customer.name | default('customer') }},\n\nThank you for contacting {{ company.name }}. My name is {{ agent.name }}.\n",
    },
    Said {
        name: "破損のお詫びと写真のお願い",
        shortcut: "hason",
        category: Some("破損・不良品"),
        sets_category: true,
        after: Some("pending_customer"),
        ja: "{{ customer.name | default('お客様') }}様\n\nこのたびは商品に破損があり、誠に申し訳ございません。\nお手数をおかけいたしますが、破損した箇所と梱包の様子がわかるお写真をお送りいただけますでしょうか。\n{% if order.number %}\nご注文番号: {{ order.number }}({{ order.date }})\n{% endif %}",
        en: "Dear {{ customer.name | default('customer') }},\n\nWe are very sorry that your item arrived damaged. Could you send us pictures of the damage and of the packing?\n{% if order.number %}\nYour order: {{ order.number }} ({{ order.date }})\n{% endif %}",
    },
    Said {
        name: "返品・交換のご案内",
        shortcut: "henpin",
        category: Some("返品・交換"),
        sets_category: true,
        after: None,
        ja: "商品到着後8日以内でしたら、未使用の商品の返品・交換を承ります。\nご注文番号 {{ order.number }} の商品を、着払いで下記までお送りください。\n",
        en: "Unused items can be returned or exchanged within 8 days after delivery.\nPlease send the item of order {{ order.number }} to us, cash on delivery.\n",
    },
    Said {
        name: "配送状況を確認します",
        shortcut: "haiso",
        category: None,
        sets_category: false,
        after: Some("keep"),
        ja: "お届けについてご心配をおかけしております。\nご注文番号 {{ order.number }} の配送状況を運送会社に確認し、本日({{ today }})中にご連絡いたします。\n",
        en: "We are sorry for the wait. We will ask the carrier about order {{ order.number }} and write to you today ({{ today }}).\n",
    },
    Said {
        name: "修理窓口からのご連絡",
        shortcut: "shuri",
        category: Some("修理・部品"),
        sets_category: true,
        after: None,
        ja: "修理の担当窓口より、2営業日以内にお見積りをご連絡いたします。\n案件番号 {{ case.number }} をお控えください。\n",
        en: "Our repair desk will send you an estimate within two business days. Your case number is {{ case.number }}.\n",
    },
    Said {
        name: "おわりのごあいさつ",
        shortcut: "owari",
        category: None,
        sets_category: false,
        after: Some("resolve"),
        ja: "ほかにご不明な点がございましたら、いつでもお問い合わせください。\n今後とも{{ company.name }}をよろしくお願いいたします。\n",
        en: "If there is anything else, please contact us at any time.\n",
    },
];

/// What is stored, prepared before the write.
pub(super) struct Replies(Vec<(&'static Said, Option<CategoryId>)>);

impl Replies {
    pub(super) fn of(world: &World) -> Self {
        let category =
            |name: &str| world.categories.iter().find(|each| each.name == name).map(|each| each.id);
        Self(REPLIES.iter().map(|said| (said, said.category.and_then(category))).collect())
    }

    pub(super) async fn store(self, tx: &Tx<'_>) -> Result<(), StoreError> {
        for (said, category) in self.0 {
            let new = Template {
                id: tx.id::<TemplateId>(),
                name: said.name.to_owned(),
                shortcut: Some(said.shortcut.to_owned()),
                ja: said.ja.to_owned(),
                en: said.en.to_owned(),
                category,
                actions: actions(said, category),
                archived: false,
                version: 1,
            };
            template::insert(tx, &new).await?;
        }
        Ok(())
    }
}

fn actions(said: &Said, category: Option<CategoryId>) -> Value {
    let category = category.filter(|_| said.sets_category).map(|id| ("category", json!(id)));
    let after = said.after.map(|after| ("after", json!(after)));
    category.into_iter().chain(after).map(|(name, value)| (name.to_owned(), value)).collect()
}
