//! What came back from a page: files are kept, answers checked, robots noticed.

use api::file::{FileView, Upload};
use api::form::{FormButton, FormChecked, FormInquiry, FormNext, FormPost};
use api::problem::Detail;
use api::{Answer, Code, Locale, Problem};
use channels::Text;
use channels::form::{
    Agreed, Answered, Checked, Inquiry, KeptFile, Wrong, check as check_answers, proves,
};
use model::limits::{FORM_FILES_BYTES_MAX, FORM_HOURS_MAX, FORM_PROOF_BITS, FORM_SECONDS_MIN};
use model::{AttachmentId, FormInput, VisitorId};
use store::attachment::{self, Attachment};

use super::door::Door;
use super::token::{Claim, receipt_number};
use crate::App;
use crate::failure::OrProblem;
use crate::files;

/// Characters of a file's name in a complaint.
const NAME_CHARS: usize = 80;

/// See [`api::ports::Forms::check`].
pub(super) async fn check(
    app: &App,
    door: &Door,
    locale: Locale,
    post: FormPost,
) -> Answer<FormChecked> {
    let known = Claim::read(app.store.sealer(), door.channel.id, &post.token)
        .filter(|claim| claim.age(app.now()) < i64::from(FORM_HOURS_MAX) * 3_600);
    let claim = known.unwrap_or_else(|| Claim::fresh(app, door.channel.id));
    let token = if known.is_some() { post.token.clone() } else { claim.text(app.store.sealer()) };
    let proof = Some(&post.proof).filter(|nonce| proves(&token, nonce, FORM_PROOF_BITS)).cloned();
    let page = Page {
        button: post.button,
        known: known.is_some(),
        robot: !post.trap.is_empty(),
        age: claim.age(app.now()),
    };
    let Files { kept, wrong } = Files::take(app, door, &claim, &post).await?;
    let mut checked = check_answers(&door.form, &post.answers, kept.len());
    if let Some(wrong) = wrong
        && let Some(field) = door.form.asking(FormInput::Files)
    {
        checked.wrong.insert(field.key.clone(), wrong);
    }
    let (stop, notice) = page.stopped(&checked);
    let next = match stop {
        Some(next) => next,
        None => FormNext::Keep(inquiry(app, door, (&claim, locale), (&checked, &kept))),
    };
    // Whoever goes back to the fields has not asked to be told.
    let silent = page.button == FormButton::Edit;
    let wrong = checked.wrong.into_iter().filter(|_| !silent);
    Ok(FormChecked {
        view: door.view(locale),
        token,
        proof,
        answers: checked.answers,
        files: kept
            .iter()
            .map(files::desk_view)
            .map(|file| FileView { url: String::new(), ..file })
            .collect(),
        wrong: wrong.map(|(key, wrong)| (key, detail(wrong.text()))).collect(),
        notice: notice.map(detail),
        next,
    })
}

fn detail(text: Text) -> Detail {
    Detail { ja: text.ja.into_owned(), en: text.en.into_owned() }
}

/// What is known of the page itself.
struct Page {
    button: FormButton,
    known: bool,
    robot: bool,
    age: i64,
}

impl Page {
    /// Why it goes no further than to a page, if it does not, and what is said there.
    fn stopped(&self, checked: &Checked) -> (Option<FormNext>, Option<Text>) {
        let fields = |notice| (Some(FormNext::Fields), notice);
        if self.button == FormButton::Edit || !checked.wrong.is_empty() {
            return fields(None);
        }
        if self.robot {
            return fields(Some(Text::fixed(
                "自動入力と判定されたため、送信していません。お手数ですが、もう一度お試しください。",
                "This looked as if a program had filled it in, so it was not sent. Please try again.",
            )));
        }
        if self.button == FormButton::Confirm {
            return (Some(FormNext::Confirm), None);
        }
        if !self.known {
            return fields(Some(Text::fixed(
                "ページを開いてから時間が経ったため、まだ送信していません。内容を確認して、もう一度お進みください。",
                "The page was open for too long, so nothing was sent yet. Look at it once more and go on.",
            )));
        }
        if self.age < i64::from(FORM_SECONDS_MIN) {
            return (
                Some(FormNext::Confirm),
                Some(Text::fixed(
                    "送信が早すぎたため、まだ送信していません。数秒おいて、もう一度送信してください。",
                    "That was faster than anybody types, so nothing was sent yet. Wait some seconds and send again.",
                )),
            );
        }
        (None, None)
    }
}

/// The files of a page: those of earlier, and those that come now.
struct Files {
    kept: Vec<Attachment>,
    wrong: Option<Wrong>,
}

impl Files {
    async fn take(app: &App, door: &Door, claim: &Claim, post: &FormPost) -> Answer<Self> {
        let mut files = Self { kept: Vec::new(), wrong: None };
        let Some(field) = door.form.asking(FormInput::Files) else { return Ok(files) };
        files.earlier(app, door, (claim, &post.kept)).await?;
        if let Some(name) = post.too_large.first() {
            files.complain(Wrong::FileTooLarge { name: short(name) });
        }
        if post.too_many_bytes {
            files.complain(Wrong::FilesTooLarge { max: FORM_FILES_BYTES_MAX });
        }
        for upload in &post.files {
            if files.kept.len() >= field.files_max() {
                files.complain(Wrong::TooManyFiles { max: field.files_max() });
                break;
            }
            files.keep(app, door, (claim, upload)).await?;
        }
        Ok(files)
    }

    fn complain(&mut self, wrong: Wrong) {
        self.wrong.get_or_insert(wrong);
    }

    /// What is left of earlier pages of this inquiry, in the page's order.
    async fn earlier(
        &mut self,
        app: &App,
        door: &Door,
        (claim, ids): (&Claim, &[String]),
    ) -> Answer<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let visitor = VisitorId(claim.inquiry.0);
        // Also those that a case has by now: the same page sent again is the same inquiry.
        let own = attachment::of_visitor(&app.of(door.tenant), visitor).await.or_problem()?;
        for id in ids {
            let found = own.iter().find(|file| file.id.to_string() == *id);
            match found {
                Some(file) if self.kept.contains(file) => {}
                Some(file) => self.kept.push(file.clone()),
                None => self.complain(Wrong::FileGone),
            }
        }
        Ok(())
    }

    async fn keep(
        &mut self,
        app: &App,
        door: &Door,
        (claim, upload): (&Claim, &Upload),
    ) -> Answer<()> {
        let name = short(&upload.name);
        let owner = files::Owner::Visitor(VisitorId(claim.inquiry.0));
        let upload = Upload {
            name: upload.name.clone(),
            mime: upload.mime.clone(),
            content: upload.content.clone(),
        };
        match files::keep(app, door.tenant, upload, owner).await {
            Ok(file) => self.kept.push(file),
            Err(problem) => self.complain(match problem.code {
                Code::TooLarge => Wrong::FileTooLarge { name },
                Code::FileType => Wrong::FileType { name },
                Code::Invalid => Wrong::FileEmpty { name },
                Code::TooMany | Code::Infected => Wrong::FileRefused { text: told(&problem) },
                _ => return Err(problem),
            }),
        }
        Ok(())
    }
}

fn short(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect()
}

fn told(problem: &Problem) -> Text {
    Text::owned(problem.text(Locale::Ja).to_owned(), problem.text(Locale::En).to_owned())
}

/// An answer without numbers that may not be kept; an address or a phone number is none.
fn without_numbers(input: FormInput, answer: String) -> String {
    match input {
        FormInput::Email | FormInput::Phone => answer,
        _ => language::mask(&answer).into_owned(),
    }
}

/// The inquiry as it will be kept: with questions and answers as colleagues read them.
fn inquiry(
    app: &App,
    door: &Door,
    (claim, locale): (&Claim, Locale),
    (checked, kept): (&Checked, &[Attachment]),
) -> FormInquiry {
    let answered = door.form.fields.iter().filter_map(|field| {
        let answer = checked.answers.get(&field.key)?;
        Some(Answered {
            input: field.input,
            label: field.label.ja.clone(),
            answer: without_numbers(field.input, door.shown(field, answer)),
        })
    });
    let agreed = door.form.fields.iter().filter_map(|field| {
        let language = field.agreed(checked.answers.get(&field.key)?)?;
        Some(Agreed {
            purpose: field.purpose?,
            channels: field.channels.clone(),
            wording: field.wording.said(language).to_owned(),
            language: language.to_owned(),
            version: field.wording_version,
        })
    });
    let form = door.view(Locale::Ja).title;
    let number = receipt_number(app.store.sealer(), claim.inquiry);
    let inquiry = Inquiry::new(number, form, locale.as_str(), answered.collect());
    let mut inquiry = inquiry.agreeing(agreed.collect());
    let category = door.form.asking(FormInput::Category);
    inquiry.category = category.and_then(|field| checked.answers.get(&field.key)?.parse().ok());
    let file = |file: &Attachment| KeptFile { id: file.id, name: file.name.clone() };
    inquiry.files = kept.iter().map(file).collect();
    let files: Vec<AttachmentId> = kept.iter().map(|file| file.id).collect();
    FormInquiry {
        tenant: door.tenant,
        channel: door.channel.id,
        id: claim.inquiry,
        raw: inquiry.bytes().into(),
        files,
    }
}
