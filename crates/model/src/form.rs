//! Inquiry forms (問い合わせフォーム): what a field of one asks for.

use crate::text_enum;

text_enum! {
    /// What a field of an inquiry form asks for.
    FormInput {
        /// The customer's name.
        Name = "name",
        /// The address that is answered.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// What kind of matter, from the tenant's categories.
        Category = "category",
        /// The number of an order.
        Order = "order",
        /// One of some choices.
        Choice = "choice",
        /// A day.
        Date = "date",
        /// One line.
        Text = "text",
        /// Several lines.
        LongText = "long_text",
        /// Files.
        Files = "files",
        /// Consent to a purpose: a box that is never ticked beforehand.
        Consent = "consent",
    }
}

impl FormInput {
    /// Whether a form may ask for it once only, because the answer means something to the case.
    #[must_use]
    pub const fn is_single(self) -> bool {
        matches!(self, Self::Name | Self::Email | Self::Phone | Self::Category | Self::Files)
    }
}
