//! What is promised to customers (SLA).

use crate::text_enum;

text_enum! {
    /// A thing that is promised within business hours.
    SlaTarget {
        /// 初回応答: from the customer's first word to the centre's first answer.
        FirstResponse = "first_response",
        /// 次回応答: from a further word of the customer to the next answer.
        NextResponse = "next_response",
        /// 解決: from the opening to the resolution, without the time the customer is waited for.
        Resolution = "resolution",
    }
}
