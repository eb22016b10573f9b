//! Embeds `assets/`: one version hash over all files, and of each file the plain bytes with a
//! brotli and a gzip form. The table that comes out is `include!`d by `src/asset.rs`.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// How many hexadecimal digits of the SHA-256 stand in the address.
const VERSION_DIGITS: usize = 16;
/// The page that every route of the app answers with.
const SHELL: &str = "index.html";
/// In the shell: where the versioned folder's address goes.
const ASSETS_MARK: &str = "{assets}";
/// In the shell: where the preloads of all modules go, so that they load in one round trip.
const PRELOADS_MARK: &str = "<!--preloads-->";
/// Catalogues are loaded by choice of language, and some pages when they are opened.
const NOT_PRELOADED: [&str; 12] = [
    "js/texts/",
    "js/files/",
    "js/records/",
    "js/month/",
    "js/receipt/",
    "js/requests/",
    "js/work/",
    "js/assignments/",
    "js/activities/",
    "js/team/",
    "js/setup/",
    "js/device/",
];
const BROTLI_QUALITY: u32 = 11;
const BROTLI_WINDOW_LOG2: u32 = 22;
const BROTLI_BUFFER_BYTES: usize = 4096;

/// An asset: its address below the versioned folder, and its bytes.
struct Source {
    path: String,
    bytes: Vec<u8>,
}

fn main() -> Outcome<()> {
    println!("cargo::rerun-if-changed=assets");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut sources = Vec::new();
    collect(Path::new("assets"), "", &mut sources)?;
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let version = version_of(&sources);
    let preloads = preloads(&sources, &version);

    let mut table =
        format!("/// The hash over all files.\npub const VERSION: &str = {version:?};\n");
    let mut files = String::new();
    for source in &mut sources {
        if source.path == SHELL {
            fill_marks(source, &version, &preloads)?;
            writeln!(
                table,
                "/// The page that every address opens.\npub const SHELL: File = {};",
                embed(source, &out)?
            )?;
        } else {
            writeln!(files, "    {},", embed(source, &out)?)?;
        }
    }
    writeln!(
        table,
        "/// Every file but the shell.\npub const FILES: &[File] = &[\n{files}];"
    )?;
    fs::write(out.join("assets.rs"), table)?;
    Ok(())
}

fn collect(folder: &Path, prefix: &str, sources: &mut Vec<Source>) -> Outcome<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry
            .file_name()
            .into_string()
            .map_err(|_| "an asset's name is not UTF-8")?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), sources)?;
        } else {
            sources.push(Source {
                path: format!("{prefix}{name}"),
                bytes: fs::read(entry.path())?,
            });
        }
    }
    Ok(())
}

fn version_of(sources: &[Source]) -> String {
    let mut hash = Sha256::new();
    for source in sources {
        hash.update(source.path.as_bytes());
        hash.update([0]);
        hash.update(source.bytes.len().to_le_bytes());
        hash.update(&source.bytes);
    }
    let digits: String = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    digits.chars().take(VERSION_DIGITS).collect()
}

fn preloads(sources: &[Source], version: &str) -> String {
    sources
        .iter()
        .filter(|source| source.path.ends_with(".js"))
        .filter(|source| {
            !NOT_PRELOADED
                .iter()
                .any(|folder| source.path.starts_with(folder))
        })
        .map(|source| {
            format!(
                "<link rel=\"modulepreload\" href=\"/assets/{version}/{}\">\n",
                source.path
            )
        })
        .collect()
}

fn fill_marks(shell: &mut Source, version: &str, preloads: &str) -> Outcome<()> {
    let text = std::str::from_utf8(&shell.bytes)?
        .replace(ASSETS_MARK, &format!("/assets/{version}"))
        .replace(PRELOADS_MARK, preloads);
    shell.bytes = text.into_bytes();
    Ok(())
}

/// Writes a file's forms and gives the Rust expression that embeds them.
fn embed(source: &Source, out: &Path) -> Outcome<String> {
    let name = source.path.replace('/', "-");
    let plain = write_form(out, &name, &source.bytes)?;
    let (br, gzip) = if is_text(&source.path) {
        let br = write_form(out, &format!("{name}.br"), &brotli(&source.bytes)?)?;
        let gzip = write_form(out, &format!("{name}.gz"), &gzip(&source.bytes)?)?;
        (format!("Some({br})"), format!("Some({gzip})"))
    } else {
        ("None".to_owned(), "None".to_owned())
    };
    let path = &source.path;
    let kind = content_type(path)?;
    Ok(format!(
        "File {{ path: {path:?}, kind: {kind:?}, plain: {plain}, br: {br}, gzip: {gzip} }}"
    ))
}

fn write_form(out: &Path, name: &str, bytes: &[u8]) -> Outcome<String> {
    fs::write(out.join(name), bytes)?;
    Ok(format!(
        "include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))"
    ))
}

fn is_text(path: &str) -> bool {
    !path.ends_with(".png")
}

fn content_type(path: &str) -> Outcome<&'static str> {
    let extension = path.rsplit('.').next().unwrap_or_default();
    Ok(match extension {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "webmanifest" => "application/manifest+json",
        _ => return Err(format!("assets/{path}: no content type is known for it").into()),
    })
}

fn brotli(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(
        Vec::new(),
        BROTLI_BUFFER_BYTES,
        BROTLI_QUALITY,
        BROTLI_WINDOW_LOG2,
    );
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
}

fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}
