//! Real PHP judges every call.
//!
//! The same calls are made in a real `php` process (`judge.php`) and through the crate
//! (`twin`); what came of them is compared. `docs/src/oracle.md` tells how to use it.

#[path = "../sockets/common/process.rs"]
#[allow(dead_code, reason = "the other tests use more of it")]
mod process;

#[path = "../sockets/lookup/dns.rs"]
mod dns;

mod answer;
mod compare;
mod differences;
mod judge;
mod play;
mod recordings;
mod scripts;
mod syntax;
mod twin;

use std::collections::BTreeMap;
use std::env;

use compare::{Comparison, Tally, texts};
use differences::Rules;
use judge::Judge;
use play::Side;
use scripts::{Script, folder};
use twin::Twin;

/// Whether what is stored of PHP is to be written anew.
fn records() -> bool {
    env::var("ORACLE").is_ok_and(|wish| wish == "record")
}

/// As root of a network of its own, where names mean the same on every machine.
fn in_network_with_names(test: &str) -> bool {
    let etc = folder().join("etc");
    let etc = etc.display();
    let root = judge::root();
    let mut setup = String::new();
    for root in ["".to_owned()].into_iter().chain(root.clone()) {
        for file in ["hosts", "resolv.conf", "nsswitch.conf", "services"] {
            let place = format!("{root}/etc/{file}");
            setup += &format!("[ -e {place} ] || : >{place}; mount --bind {etc}/{file} {place}; ");
        }
    }
    if let Some(root) = root {
        setup += &format!("mount --rbind /proc {root}/proc; mount --rbind /dev {root}/dev; ");
    }
    process::in_namespace(test, &setup) && dns::start()
}

/// What the crate answers to every script.
fn play_here(scripts: &[Script]) -> Vec<Vec<answer::Answer>> {
    let mut here = Side::Crate(Twin::new());
    scripts.iter().map(|script| here.play(script)).collect()
}

#[track_caller]
fn assert_explained(unexplained: &[String]) {
    let shown = unexplained.iter().take(40).cloned().collect::<String>();
    let count = unexplained.len();
    assert!(
        count == 0,
        "{count} differences that no rule explains:\n{shown}"
    );
}

#[test]
fn the_crate_answers_as_php_was_recorded() {
    if !in_network_with_names("the_crate_answers_as_php_was_recorded") {
        return;
    }
    let scripts = scripts::all();
    let here = play_here(&scripts);
    let mut rules = Rules::read();
    let mut tallies: BTreeMap<String, BTreeMap<String, Tally>> = BTreeMap::new();
    let mut unexplained = Vec::new();

    for version in recordings::versions() {
        let recording = recordings::read(&version);
        let mut comparison = Comparison::new(&version, &mut rules);
        for (script, here) in scripts.iter().zip(&here) {
            let place = (script.file.clone(), script.title.clone());
            let recorded = recording
                .get(&place)
                .filter(|answers| answers.len() == script.calls.len());
            let Some(recorded) = recorded else {
                comparison
                    .unexplained
                    .push(format!("PHP {version} was not recorded for {place:?}\n"));
                continue;
            };
            comparison.script(script, recorded, &texts(script, here, true));
        }
        unexplained.append(&mut comparison.unexplained);
        tallies.insert(version, comparison.functions);
    }
    assert_explained(&unexplained);
    assert_eq!(
        rules.unused(),
        Vec::<&str>::new(),
        "rules that nothing needs"
    );
    for (v, t) in tallies {
        println!("{v} {}", t.values().map(|t| t.calls).sum::<usize>());
    }
}

#[test]
fn php_answers_as_the_crate() {
    const NAME: &str = "php_answers_as_the_crate";
    if !process::has_php(NAME) || !in_network_with_names(NAME) {
        return;
    }
    let scripts = scripts::all();
    let mut judge = Judge::start();
    let version = judge.begin().version;
    let mut php = Side::Php(judge);
    let played: Vec<_> = scripts.iter().map(|script| php.play(script)).collect();

    let lasting = scripts
        .iter()
        .zip(&played)
        .map(|(script, answers)| (script.clone(), texts(script, answers, true)));
    let lasting: Vec<_> = lasting.collect();
    if records() {
        recordings::write(&version, &lasting);
    }

    let mut rules = Rules::read();
    let mut comparison = Comparison::new(&version, &mut rules);
    for ((script, php), here) in scripts.iter().zip(&played).zip(play_here(&scripts)) {
        comparison.script(
            script,
            &texts(script, php, false),
            &texts(script, &here, false),
        );
    }
    assert_explained(&comparison.unexplained);

    let recording = recordings::read(&version);
    for (script, answers) in lasting {
        let place = (script.file, script.title);
        if let Some(recorded) = recording.get(&place) {
            assert_eq!(
                recorded, &answers,
                "PHP {version} changed its mind in {place:?}"
            );
        }
    }
}
