//! What each PHP answered when it was recorded: `recordings/create.txt` for the scripts of
//! `scripts/create.txt`, one answer per line below the title. Those are the answers of the newest
//! PHP; below each of them are those of older versions that answer differently.
//!
//! ```text
//! == a mode that does not exist
//! s
//! throws ValueError: socket_shutdown(): Argument #2 ($mode) must be one of …
//!     8.2 8.4: false W socket_shutdown(): Unable to shutdown socket [22]: …
//! ```
//!
//! `since 8.6` before the first title: older versions do not run these scripts.
//! `    8.2: not recorded` below a title says that this version has not run the script yet.
//! `versions.tsv` says exactly what was recorded, and with which C library.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use crate::scripts::{Script, folder};

/// The answers of each version to one script.
type Answers = BTreeMap<String, Vec<String>>;

/// What was recorded.
#[derive(Default)]
pub(crate) struct Recordings {
    /// By version, such as `8.6`: the exact one, and that of its C library.
    pub(crate) exact: BTreeMap<String, [String; 2]>,
    /// By file and title.
    scripts: BTreeMap<(String, String), Answers>,
}

const MISSING: &str = "not recorded";

const SINCE: &str = "since ";

const VERSIONS: &str = "php\texact\tglibc";

fn path(file: &str) -> PathBuf {
    folder().join("recordings").join(file)
}

impl Recordings {
    pub(crate) fn read() -> Self {
        let mut all = Self::default();
        let versions = fs::read_to_string(path("versions.tsv")).unwrap_or_default();
        for line in versions.lines().skip(1) {
            let [version, php, glibc] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("not three columns: {line}");
            };
            let exact = [php.to_owned(), glibc.to_owned()];
            all.exact.insert(version.to_owned(), exact);
        }
        for entry in fs::read_dir(path("")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "txt") {
                let file = path.file_stem().unwrap().to_str().unwrap();
                all.read_file(file, &fs::read_to_string(&path).unwrap());
            }
        }
        all
    }

    fn read_file(&mut self, file: &str, text: &str) {
        let mut answers = &mut Answers::new();
        let mut since = "";
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(version) = line.strip_prefix(SINCE) {
                since = version;
            } else if let Some(title) = line.strip_prefix("== ") {
                let every = self.exact.keys().filter(|name| since <= name.as_str());
                let every = every.map(|name| (name.clone(), Vec::new()));
                let place = (file.to_owned(), title.to_owned());
                answers = self.scripts.entry(place).or_insert(every.collect());
            } else if let Some(others) = line.strip_prefix("    ") {
                let (versions, answer) = others.split_once(": ").expect(line);
                for version in versions.split(' ') {
                    match answer {
                        MISSING => drop(answers.remove(version)),
                        _ => *answers.get_mut(version).unwrap().last_mut().unwrap() = answer.into(),
                    }
                }
            } else {
                answers
                    .values_mut()
                    .for_each(|own| own.push(line.to_owned()));
            }
        }
    }

    /// What a version answered to a script.
    pub(crate) fn answers(&self, version: &str, script: &Script) -> Option<&Vec<String>> {
        let answers = self.scripts.get(&script.place())?.get(version)?;
        (answers.len() == script.calls.len()).then_some(answers)
    }

    /// Records everything that a PHP has answered, in place of this version's answers before.
    pub(crate) fn record(&mut self, exact: [String; 2], played: &[(Script, Vec<String>)]) {
        let version = version_of(&exact[0]);
        self.exact.insert(version.clone(), exact);
        for (script, answers) in played {
            let all = self.scripts.entry(script.place()).or_default();
            all.retain(|_, others| others.len() == answers.len());
            all.insert(version.clone(), answers.clone());
        }
        self.write(played.iter().map(|(script, _)| script));
    }

    /// Writes the files of these scripts, in their order, and removes those that have none.
    fn write<'s>(&self, scripts: impl Iterator<Item = &'s Script>) {
        let mut files: BTreeMap<&str, String> = BTreeMap::new();
        for script in scripts {
            let text = files.entry(&script.file).or_insert_with(|| {
                let since = script.since.as_ref();
                since.map_or_else(String::new, |version| format!("{SINCE}{version}\n\n"))
            });
            self.write_script(text, script).unwrap();
        }
        for (file, text) in files {
            fs::write(path(&format!("{file}.txt")), text).unwrap();
        }
        let known = |file: &str| folder().join(format!("scripts/{file}.txt")).exists();
        for (file, _) in self.scripts.keys().filter(|(file, _)| !known(file)) {
            let _ = fs::remove_file(path(&format!("{file}.txt")));
        }
        let exact = self.exact.iter();
        let exact = exact.map(|(version, [php, glibc])| format!("{version}\t{php}\t{glibc}\n"));
        let versions = format!("{VERSIONS}\n{}", exact.collect::<String>());
        fs::write(path("versions.tsv"), versions).unwrap();
    }

    fn write_script(&self, text: &mut String, script: &Script) -> std::fmt::Result {
        let answers = &self.scripts[&script.place()];
        let missing = self
            .exact
            .keys()
            .filter(|name| script.is_for(name) && !answers.contains_key(*name));
        let missing: Vec<_> = missing.map(String::as_str).collect();
        writeln!(text, "== {}", script.title)?;
        if !missing.is_empty() {
            writeln!(text, "    {}: {MISSING}", missing.join(" "))?;
        }
        for number in 0..script.calls.len() {
            // By answer, the versions that gave it; the one of the newest comes first.
            let mut given: Vec<(&str, Vec<&str>)> = Vec::new();
            for (version, answers) in answers.iter().rev() {
                let answer = answers[number].as_str();
                match given.iter_mut().find(|(known, _)| *known == answer) {
                    Some((_, versions)) => versions.insert(0, version),
                    None => given.push((answer, vec![version])),
                }
            }
            writeln!(text, "{}", given[0].0)?;
            for (answer, versions) in &given[1..] {
                writeln!(text, "    {}: {answer}", versions.join(" "))?;
            }
        }
        writeln!(text)
    }
}

/// `8.6` of `8.6.0RC3`.
pub(crate) fn version_of(exact: &str) -> String {
    let (end, _) = exact.rmatch_indices('.').next().expect("8.6.0RC3");
    exact[..end].to_owned()
}
