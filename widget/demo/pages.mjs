/** The pages of the demo shop as plain HTML; each works without script, the chat aside. */
import { GROUPS, PRODUCTS } from './catalog.mjs';
import { drawing } from './drawings.mjs';

/** The channel's public key in the demo. */
const CHANNEL = 'koyori';
/** The address of the inquiry form in the demo. */
const FORM = '../../f/koyori-form';

/** The demo members; the server knows them by these names. */
export const MEMBERS = [
  { id: 'tanaka', name: '田中 美咲', note: '東京都／土鍋と飯碗をご愛用' },
  { id: 'sato', name: '佐藤 健一', note: '大阪府／包丁の研ぎ直しをご依頼中' },
  { id: 'suzuki', name: '鈴木 陽子', note: '北海道／はじめてのお買いもの' },
];

const yen = (n) => n.toLocaleString('ja-JP');
const LINKS = [
  ['index.html#台所の道具', '台所の道具'],
  ['index.html#器と食卓', '器と食卓'],
  ['index.html#掃除と手入れ', '掃除と手入れ'],
  ['help.html', 'ご利用案内'],
];

/** A whole page. `current` is the address of the navigation entry it belongs to. */
function page({ title, description, current = '', main }) {
  const nav = LINKS.map(([href, text]) => {
    const here = href === current ? ' aria-current="page"' : '';
    return `<li><a href="${href}"${here}>${text}</a></li>`;
  }).join('');
  return `<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="description" content="${description}">
<title>${title}</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="shop.css">
<script src="shop.js" defer></script>
<!-- The chat: this one tag is all that a shop adds. -->
<script src="../../widget.js" data-channel="${CHANNEL}" async></script>
</head>
<body>
<a class="skip" href="#main">本文へ</a>
<aside class="demo" aria-label="デモについて"><p><strong>デモサイト</strong>実在の店舗ではありません。ご注文やお支払いは発生しません。</p></aside>
<header class="head">
  <a class="logo" href="index.html"><span class="mark" aria-hidden="true">こ</span><span class="brand">暮らしの道具 <b>こより</b></span></a>
  <nav aria-label="主なページ"><ul>${nav}</ul></nav>
  <div class="account">
    <a class="signin" href="signin.html" data-signed="out">ログイン</a>
    <span class="member" data-signed="in" hidden><a href="signin.html" data-member-name></a><button type="button" data-sign-out>ログアウト</button></span>
    <span class="cart">かご <b data-cart>0</b></span>
  </div>
</header>
<main id="main">
${main}
</main>
<footer class="foot">
  <div>
    <p class="brand">暮らしの道具 <b>こより</b></p>
    <p>長く使える台所と暮らしの道具を、つくり手から。</p>
  </div>
  <ul>
    <li><a href="help.html#shipping">送料とお届け</a></li>
    <li><a href="help.html#returns">返品と交換</a></li>
    <li><a href="help.html#care">修理とお手入れ</a></li>
    <li><a href="help.html#contact">お問い合わせ</a></li>
    <li><a href="${FORM}">お問い合わせフォーム</a></li>
  </ul>
  <p class="small">このサイトと商品、会員はすべて架空のものです。</p>
</footer>
<p class="toast" role="status" data-toast></p>
</body>
</html>
`;
}

function card(p) {
  const badge = p.badge ? `<span class="badge">${p.badge}</span>` : '';
  return `<li class="card"><a href="item-${p.slug}.html">
<span class="tile ${p.tint}">${drawing(p.slug, null)}${badge}</span>
<span class="place">${p.place}</span>
<span class="name">${p.name}</span>
<span class="price"><b>${yen(p.price)}</b>円<small>税込</small></span>
</a></li>`;
}

function home() {
  const groups = GROUPS.map((group) => {
    const cards = PRODUCTS.filter((p) => p.group === group).map(card);
    return `<section class="group" id="${group}" aria-labelledby="h-${group}">
<h2 id="h-${group}">${group}</h2>
<ul class="grid">${cards.join('')}</ul>
</section>`;
  });
  const main = `<section class="hero">
  <div class="hero-text">
    <p class="kicker">秋の特集</p>
    <h1>新米を、<wbr>いちばん<wbr>おいしく。</h1>
    <p>土鍋で炊いて、おひつに移して、気に入りの碗によそう。<br>ごはんの時間が待ち遠しくなる道具をそろえました。</p>
    <p><a class="button" href="item-donabe.html">飯炊き土鍋を見る</a></p>
  </div>
  <div class="hero-art" aria-hidden="true">${drawing('ohitsu', null)}${drawing('donabe', null)}${drawing('meshiwan', null)}</div>
</section>
<ul class="promises">
  <li><b>8,800円以上で送料無料</b>全国どこへでも</li>
  <li><b>修理・研ぎ直し</b>買ったあとも、長く</li>
  <li><b>使い方のご相談</b>チャットでお気軽に</li>
</ul>
${groups.join('\n')}
<section class="ask">
  <h2>道具えらびに迷ったら</h2>
  <p>人数や火まわり、お手入れのことまで、店の者がお答えします。</p>
  <p><button type="button" class="button line" data-chat>チャットで相談する</button></p>
</section>`;
  return page({
    title: '暮らしの道具 こより｜台所と暮らしの道具',
    description: '長く使える台所と暮らしの道具の店（デモ）',
    main,
  });
}

function item(p) {
  const specs = p.specs.map(([k, v]) => `<div><dt>${k}</dt><dd>${v}</dd></div>`).join('');
  const others = PRODUCTS.filter((o) => o.group === p.group && o !== p).slice(0, 4);
  const main = `<nav class="crumbs" aria-label="現在地"><ol><li><a href="index.html">ホーム</a></li><li><a href="index.html#${p.group}">${p.group}</a></li><li aria-current="page">${p.name}</li></ol></nav>
<article class="item">
  <div class="item-art tile ${p.tint}">${drawing(p.slug, `${p.name}の絵`)}</div>
  <div class="item-text">
    <p class="place">${p.place}</p>
    <h1>${p.name}</h1>
    <p class="lead">${p.lead}</p>
    <p class="price big"><b>${yen(p.price)}</b>円<small>税込</small></p>
    <p class="stock">在庫あり・1〜2日で発送</p>
    <div class="buy">
      <button type="button" class="button" data-add="${p.name}">かごに入れる</button>
      <button type="button" class="button line" data-chat>この商品について聞く</button>
    </div>
    <p>${p.text}</p>
    <h2>詳細</h2>
    <dl class="specs">${specs}</dl>
    <h2>お手入れ</h2>
    <p>${p.care}</p>
  </div>
</article>
<section class="group" aria-labelledby="h-others">
<h2 id="h-others">あわせて見られている道具</h2>
<ul class="grid">${others.map(card).join('')}</ul>
</section>`;
  return page({
    title: `${p.name}｜暮らしの道具 こより`,
    description: p.lead,
    current: `index.html#${p.group}`,
    main,
  });
}

function help() {
  const main = `<div class="text">
<h1>ご利用案内</h1>
<p class="lead">ご注文からお届け、お手入れまで。お困りのことは、いつでもお尋ねください。</p>
<section id="orders"><h2>ご注文の確認と変更</h2>
<p>ご注文番号は、ご注文確認のメールに「K-」から始まる番号で記しています。発送の準備が始まるまでは、数量やお届け先の変更、お取り消しを承ります。</p>
<details><summary>届く日を変えられますか</summary><p>発送前でしたら変更できます。発送後は、お知らせした送り状番号で運送会社へご依頼ください。</p></details>
<details><summary>贈りものに包んでもらえますか</summary><p>和紙の包装とのしを、一点 330 円で承ります。納品書に金額は記しません。</p></details>
<details><summary>領収書がほしい</summary><p>発送のあと、会員ページから印刷できます。宛名の変更はチャットでお申しつけください。</p></details>
</section>
<section id="shipping"><h2>送料とお届け</h2>
<div class="tablebox" tabindex="0" role="region" aria-label="送料の表"><table>
<thead><tr><th scope="col">お届け先</th><th scope="col">送料（税込）</th><th scope="col">お届けの目安</th></tr></thead>
<tbody>
<tr><th scope="row">本州・四国</th><td>660円</td><td>発送の翌日〜翌々日</td></tr>
<tr><th scope="row">北海道・九州</th><td>880円</td><td>翌々日</td></tr>
<tr><th scope="row">沖縄・離島</th><td>1,320円</td><td>3〜5日</td></tr>
</tbody></table></div>
<p>一度のご注文が 8,800円（税込）以上で、送料は無料です。</p>
</section>
<section id="returns"><h2>返品と交換</h2>
<p>未使用の品は、お届けから 14 日以内に返品いただけます。割れや欠けがあったときは、写真を添えてチャットかメールでお知らせください。すぐに代わりをお送りします。</p>
</section>
<section id="care"><h2>修理とお手入れ</h2>
<p>包丁の研ぎ直し（1,650円から）、おひつのたがの締め直し、かごの修理を承ります。お送りいただく前に、状態をお聞かせください。</p>
</section>
<section id="contact" class="contact"><h2>お問い合わせ</h2>
<div class="ways">
<div><h3>チャット</h3><p>平日 9:00〜18:00。時間外のご相談には、翌営業日にお返事します。</p><p><button type="button" class="button" data-chat>チャットで相談する</button></p></div>
<div><h3>フォーム</h3><p>写真を添えたご相談や、ご注文番号のあるお問い合わせに。24 時間受け付けています。</p><p><a class="button line" href="${FORM}">フォームで問い合わせる</a></p></div>
<div><h3>メール</h3><p>写真やお見積りのご相談に。一営業日のうちにお返事します。</p><p class="address">support@koyori.example</p></div>
</div>
</section>
</div>`;
  return page({
    title: 'ご利用案内｜暮らしの道具 こより',
    description: 'ご注文、送料、返品、お問い合わせ',
    current: 'help.html',
    main,
  });
}

function signin() {
  const members = MEMBERS.map(
    (m) => `<li><button type="button" data-sign-in="${m.id}" data-name="${m.name}">
<span class="face" aria-hidden="true">${m.name[0]}</span><span><b>${m.name}</b><small>${m.note}</small></span></button></li>`,
  );
  const main = `<div class="text narrow">
<h1>ログイン</h1>
<p class="lead">デモのため、パスワードはいりません。会員をひとり選ぶと、その方としてチャットをお使いいただけます。</p>
<ul class="members">${members.join('')}</ul>
<p data-signed="in" hidden>現在 <b data-member-plain></b> 様としてログインしています。<button type="button" class="plain" data-sign-out>ログアウト</button></p>
<p class="small">店は署名つきの身元をチャットに渡します（<code>madoguchi.identify</code>）。ログアウトすると、このブラウザーからやりとりの記憶を消します（<code>madoguchi.reset</code>）。</p>
</div>`;
  return page({
    title: 'ログイン｜暮らしの道具 こより',
    description: 'デモ会員のログイン',
    main,
  });
}

/** Every page by its file name. */
export function pages() {
  return new Map([
    ['index.html', home()],
    ['help.html', help()],
    ['signin.html', signin()],
    ...PRODUCTS.map((p) => [`item-${p.slug}.html`, item(p)]),
  ]);
}
