//! A text as a picture of a QR code (ISO/IEC 18004), black on white, in a dark page as well.

use fast_qr::{ECL, QRBuilder, QRCode};
use png::{BitDepth, ColorType, Encoder, EncodingError};

/// The pixels of a module's side; a picture is shown, printed and sent on, and never made smaller.
const MODULE_PX: usize = 4;
/// The margin that readers need, in modules.
const QUIET_MODULES: usize = 4;

/// The picture as a PNG of one bit a pixel; `None` for a text that no QR code holds.
pub(super) fn draw(text: &str) -> Result<Option<Vec<u8>>, EncodingError> {
    // A screen is clean: the least of error correction makes the largest modules.
    let Ok(code) = QRBuilder::new(text).ecl(ECL::L).build() else {
        return Ok(None);
    };
    let side = (code.size + 2 * QUIET_MODULES) * MODULE_PX;
    let mut bytes = Vec::new();
    let width = u32::try_from(side).unwrap_or_default();
    let mut encoder = Encoder::new(&mut bytes, width, width);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    let mut writer = encoder.write_header()?;
    let rows = (0..side).flat_map(|y| row(&code, y, side));
    writer.write_image_data(&rows.collect::<Vec<_>>())?;
    writer.finish()?;
    Ok(Some(bytes))
}

/// A row of pixels, eight a byte, the first in the highest bit; a set bit is white.
fn row(code: &QRCode, y: usize, side: usize) -> impl Iterator<Item = u8> {
    let pixels = move |byte: usize| byte * 8..(byte * 8 + 8).min(side);
    (0..side.div_ceil(8)).map(move |byte| {
        let bits = pixels(byte).filter(|x| !is_dark(code, *x, y));
        bits.fold(0, |all, x| all | 0x80 >> (x % 8))
    })
}

fn is_dark(code: &QRCode, x: usize, y: usize) -> bool {
    let module = |pixel: usize| (pixel / MODULE_PX).checked_sub(QUIET_MODULES);
    let (Some(x), Some(y)) = (module(x), module(y)) else {
        return false;
    };
    let is_inside = x < code.size && y < code.size;
    let found = code.data.get(y * code.size + x);
    is_inside && found.is_some_and(|module| module.value())
}
