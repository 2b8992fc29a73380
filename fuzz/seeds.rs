//! Writes the first inputs of each target from dossiers that Sealpost makes itself, so that the fuzzer begins with what
//! parsers accept.   seeds FOLDER

use std::error::Error;
use std::fs;
use std::path::Path;

use ectd::profile::Profile;
use ectd::sample::{self, Shape};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("seeds FOLDER")?;
    let folder = Path::new(&folder);
    let made = tempfile::tempdir()?;
    let shape =
        Shape { files: 6, bytes: 60_000, profile: Profile::Ich, sequence: "0000".parse()?, util: None };
    sample::write(made.path(), &shape, &mut ())?;
    let index = fs::read(made.path().join("index.xml"))?;
    for choice in 0..6 {
        let marked = [&[choice], &index[..]].concat();
        keep(folder, "backbone", &format!("index-{choice}"), &marked)?;
        keep(folder, "grammar", &format!("index-{choice}"), &marked)?;
    }
    let mut waiting = vec![made.path().to_owned()];
    while let Some(path) = waiting.pop() {
        for entry in fs::read_dir(path)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                waiting.push(path);
            } else if name.ends_with(".pdf") {
                keep(folder, "pdf", &name, &fs::read(&path)?)?;
            }
        }
    }
    let header = b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!000000000000000000000000000000  ";
    keep(folder, "xpt", "header", header)
}

fn keep(folder: &Path, target: &str, name: &str, content: &[u8]) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder.join(target))?;
    Ok(fs::write(folder.join(target).join(name), content)?)
}
