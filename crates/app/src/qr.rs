//! Addresses as QR codes.

use api::{Answer, Code, Problem};
use qrcode::QrCode;
use qrcode::render::svg;

/// A text as a QR code: an SVG document, dark on white with its quiet zone.
pub(crate) fn picture(text: &str) -> Answer<String> {
    let code = QrCode::new(text).map_err(|error| {
        tracing::error!(%error, "a text does not fit into a QR code");
        Problem::new(Code::Internal)
    })?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(192, 192).build())
}
