//! Small pictures of pictures. Nothing but the picture itself is in them: not where it was taken,
//! nor by whom.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

/// The longest side of a preview, in pixels.
const SIDE_MAX: u32 = 480;
/// The most bytes of a file of which there is a preview: all of it is held at once.
pub const PREVIEWED_MAX_BYTES: u64 = 16 * 1024 * 1024;
/// The most pixels of a picture: 12 million are a usual telephone's, and each is four bytes in an
/// instance that has 128 MiB. A file of some bytes may announce thousands of millions.
pub const PREVIEWED_MAX_PIXELS: u64 = 16_000_000;
/// The most bytes that a decoder may take.
const DECODER_MAX_BYTES: u64 = 4 * PREVIEWED_MAX_PIXELS;
const JPEG_QUALITY: u8 = 80;

/// A small picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// `image/jpeg`, or `image/png` where it can be seen through.
    pub media_type: &'static str,
    /// The picture.
    pub bytes: Vec<u8>,
}

/// The preview of a picture, upright; none of what is no JPEG, PNG, WebP or GIF, is broken or too
/// large.
pub fn preview(bytes: &[u8]) -> Option<Preview> {
    let (picture, orientation) = decode(bytes)?;
    let mut small = if picture.width().max(picture.height()) > SIDE_MAX {
        picture.thumbnail(SIDE_MAX, SIDE_MAX)
    } else {
        picture
    };
    small.apply_orientation(orientation);
    encode(&small)
}

fn decode(bytes: &[u8]) -> Option<(DynamicImage, Orientation)> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_MAX_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PREVIEWED_MAX_PIXELS {
        return None;
    }
    // Who has broken this only has the picture as it lies.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).ok()?;
    Some((picture, orientation))
}

fn encode(small: &DynamicImage) -> Option<Preview> {
    let mut bytes = Vec::new();
    let media_type = if small.color().has_alpha() {
        let small = DynamicImage::ImageRgba8(small.to_rgba8());
        small
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .ok()?;
        "image/png"
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        small.to_rgb8().write_with_encoder(encoder).ok()?;
        "image/jpeg"
    };
    Some(Preview { media_type, bytes })
}

#[cfg(test)]
mod tests {
    use image::{GenericImageView as _, Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;

    /// A picture whose left half is red and whose right half is blue.
    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let half = |x, _| match x < width / 2 {
            true => Rgb([250, 0, 0]),
            false => Rgb([0, 0, 250]),
        };
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        let picture = RgbImage::from_fn(width, height, half);
        picture.write_with_encoder(encoder).unwrap();
        bytes
    }

    /// The same with an EXIF segment that says how it is turned, and where it was taken.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
        exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0");
        exif.push(orientation);
        exif.extend(b"\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\0\0\0\0\0 6.1754 S 106.8272 E");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
    }

    #[test]
    fn a_preview_is_small_upright_and_says_nothing_of_the_place() {
        let turned = with_exif(&jpeg(1200, 600), 6);
        assert!(turned.windows(6).any(|w| w == b"6.1754"));
        let preview = preview(&turned).unwrap();
        assert_eq!(preview.media_type, "image/jpeg");
        for word in [&b"6.1754"[..], b"Exif"] {
            assert!(!preview.bytes.windows(word.len()).any(|w| w == word));
        }
        let small = image::load_from_memory(&preview.bytes).unwrap();
        assert_eq!(small.dimensions(), (240, 480));
        // Turned by a quarter: what was at the left is at the top.
        assert!(small.get_pixel(120, 60)[0] > 200);
        assert!(small.get_pixel(120, 420)[2] > 200);
    }

    #[test]
    fn a_picture_that_can_be_seen_through_stays_so_and_a_small_one_small() {
        let mut bytes = Vec::new();
        let picture = RgbaImage::from_pixel(30, 20, Rgba([1, 2, 3, 40]));
        let to = &mut Cursor::new(&mut bytes);
        picture.write_to(to, ImageFormat::Png).unwrap();
        let preview = preview(&bytes).unwrap();
        assert_eq!(preview.media_type, "image/png");
        let small = image::load_from_memory(&preview.bytes).unwrap();
        assert_eq!(small.dimensions(), (30, 20));
        assert_eq!(small.get_pixel(3, 3)[3], 40);
    }

    #[test]
    fn what_is_no_picture_is_broken_or_a_bomb_has_none() {
        let whole = jpeg(64, 64);
        assert_eq!(preview(b"teks"), None);
        assert_eq!(preview(b""), None);
        assert_eq!(preview(b"%PDF-1.7\n"), None);
        assert_eq!(preview(&whole[..40]), None);
        // 67 bytes that announce 60,000 by 60,000 pixels.
        let mut bomb =
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x06\0\0\0".to_vec();
        let mut crc = 0xffff_ffff_u32;
        for byte in &bomb[12..] {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 {
                    crc >> 1 ^ 0xedb8_8320
                } else {
                    crc >> 1
                };
            }
        }
        bomb.extend((!crc).to_be_bytes());
        bomb.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
        assert_eq!(preview(&bomb), None);
        for n in (0..whole.len()).step_by(7) {
            // Never more than an answer, whatever is broken.
            let mut broken = whole.clone();
            broken[n] ^= 0xff;
            let _ = preview(&broken);
        }
    }
}
