//! What PHP answered when it was recorded: `recordings/8.4/create.txt` for the scripts
//! of `scripts/create.txt`, an answer a line below the title.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::scripts::{Script, folder};

/// The answers of one PHP, by file and title.
pub(crate) type Recording = BTreeMap<(String, String), Vec<String>>;

fn of(version: &str) -> PathBuf {
    folder().join("recordings").join(version)
}

/// The versions that were recorded.
pub(crate) fn versions() -> Vec<String> {
    let folders = fs::read_dir(folder().join("recordings")).unwrap();
    let names = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut versions: Vec<_> = names.collect();
    versions.sort();
    versions
}

pub(crate) fn read(version: &str) -> Recording {
    let mut recording = Recording::new();
    let Ok(files) = fs::read_dir(of(version)) else {
        return recording;
    };
    for path in files.map(|entry| entry.unwrap().path()) {
        let file = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let mut answers = &mut Vec::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            match line.strip_prefix("== ") {
                Some(title) => {
                    let place = (file.clone(), title.to_owned());
                    answers = recording.entry(place).or_default();
                }
                None => answers.push(line.to_owned()),
            }
        }
    }
    recording
}

/// Writes all that PHP has answered, in place of what was there.
pub(crate) fn write(version: &str, played: &[(Script, Vec<String>)]) {
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    for (script, answers) in played {
        let text = files.entry(&script.file).or_default();
        *text += &format!("== {}\n{}\n\n", script.title, answers.join("\n"));
    }
    let _ = fs::remove_dir_all(of(version));
    fs::create_dir_all(of(version)).unwrap();
    for (file, text) in files {
        fs::write(of(version).join(format!("{file}.txt")), text).unwrap();
    }
}
