//! The members whom a visitor of the demo shop page can sign in as. Their people are the same there
//! and here, so that the desk knows who chats.

/// A member of the shop page.
pub(super) struct Member {
    /// How the page calls the member when it asks for a signed identity.
    pub(super) key: &'static str,
    pub(super) name: (&'static str, &'static str),
    pub(super) kana: &'static str,
    pub(super) email: &'static str,
    pub(super) prefecture: &'static str,
    pub(super) note: &'static str,
    /// Age in days and articles of each order.
    pub(super) orders: &'static [(i64, &'static [&'static str])],
}

pub(super) static MEMBERS: &[Member] = &[
    Member {
        key: "tanaka",
        name: ("田中", "美咲"),
        kana: "タナカ ミサキ",
        email: "tanaka.misaki@example.jp",
        prefecture: "東京都",
        note: "土鍋と飯碗をご愛用。お届けは平日18時以降をご希望。",
        orders: &[
            (6, &["染付 飯碗", "蚊帳生地のふきん 五枚"]),
            (120, &["さわらのおひつ 三合"]),
            (290, &["飯炊き土鍋 三合", "竹の盆ざる 27cm"]),
        ],
    },
    Member {
        key: "sato",
        name: ("佐藤", "健一"),
        kana: "サトウ ケンイチ",
        email: "sato.kenichi@example.jp",
        prefecture: "大阪府",
        note: "三徳包丁の研ぎ直しをお預かり中。仕上がりはメールで連絡。",
        orders: &[(4, &["ひのきのまな板"]), (255, &["三徳包丁 165mm"])],
    },
    Member {
        key: "suzuki",
        name: ("鈴木", "陽子"),
        kana: "スズキ ヨウコ",
        email: "suzuki.yoko@example.jp",
        prefecture: "北海道",
        note: "",
        orders: &[(0, &["朱泥の急須 300ml"])],
    },
];
