//! Real PHP judges every call.
//!
//! The same calls are made in a real `php` process (`judge.php`) and through the crate
//! (`twin`), and the outcomes are compared. `docs/oracle.md` explains how to use it.

mod answer;
mod compare;
mod differences;
mod judge;
mod page;
mod pair;
mod play;
mod random;
mod random_poll;
mod recordings;
mod scripts;
mod syntax;
mod twin;

use std::process::Command;
use std::{env, fs};

use answer::Answer;
use compare::{Comparison, texts};
use differences::Rules;
use judge::{Hello, Judge};
use pair::Pair;
use php_sockets_test_support::{dns, process, tools};
use play::Side;
use recordings::Recordings;
use scripts::{Script, folder};
use twin::Twin;

/// Whether PHP's answers are to be recorded again.
fn records() -> bool {
    env::var("ORACLE").is_ok_and(|wish| wish == "record")
}

/// Whether there is a PHP to ask: in the folder that was named, or the installed one.
fn has_php(test: &str) -> bool {
    judge::root().is_some() || tools::has_php(test) && has_ffi(test)
}

/// Whether the installed PHP has FFI, without which the judge cannot forget a look-up.
fn has_ffi(test: &str) -> bool {
    let reflect = Command::new("php").arg("--rc=FFI").output();
    let found = reflect.is_ok_and(|out| out.status.success());
    if !found {
        let required = env::var("REQUIRE_PHP").is_ok_and(|wish| wish == "1");
        assert!(!required, "REQUIRE_PHP=1, but PHP has no FFI");
        tools::skip(test, "the PHP of this machine has no FFI");
    }
    found
}

/// As root of a network of its own, where names mean the same on every machine.
fn in_network_with_names(test: &str) -> bool {
    let etc = folder().join("etc");
    let etc = etc.display();
    let root = judge::root();
    let mut setup = String::new();
    for root in ["".to_owned()].into_iter().chain(root.clone()) {
        for file in [
            "host.conf",
            "hosts",
            "resolv.conf",
            "nsswitch.conf",
            "services",
        ] {
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
fn play_here(scripts: &[Script]) -> Vec<Vec<Answer>> {
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
    let recordings = Recordings::read();
    let mut rules = Rules::read();
    let mut tallies = page::Tallies::new();
    let mut unexplained = Vec::new();

    for version in recordings.exact.keys() {
        let mut comparison = Comparison::new(version, &mut rules);
        let both = scripts.iter().zip(&here);
        for (script, here) in both.filter(|(script, _)| script.is_for(version)) {
            match recordings.answers(version, script) {
                Some(recorded) => comparison.script(script, recorded, &texts(script, here, true)),
                None => unexplained.push(format!("PHP {version} is not recorded: {script:?}\n")),
            }
        }
        unexplained.append(&mut comparison.unexplained);
        tallies.insert(version.clone(), comparison.functions);
    }
    assert_explained(&unexplained);
    let unused = rules.unused(recordings.exact.keys());
    assert!(unused.is_empty(), "rules that are not needed: {unused:#?}");

    let page = page::text(&recordings, &tallies, &rules);
    if records() {
        fs::write(page::path(), &page).unwrap();
    }
    let stored = fs::read_to_string(page::path()).unwrap();
    assert!(
        stored == page,
        "the page of the book is out of date: write it again with ORACLE=record"
    );
}

#[test]
fn php_answers_as_the_crate() {
    const NAME: &str = "php_answers_as_the_crate";
    if !has_php(NAME) || !in_network_with_names(NAME) {
        return;
    }
    let mut judge = Judge::start();
    let Hello { version, exact, .. } = judge.begin();
    let mut scripts = scripts::wanted();
    scripts.retain(|script| script.is_for(&version));
    if scripts.is_empty() {
        tools::skip(NAME, &format!("PHP {version} runs none of these scripts"));
        return;
    }
    let mut php = Side::Php(judge);
    let played: Vec<_> = scripts.iter().map(|script| php.play(script)).collect();

    let lasting = scripts
        .iter()
        .zip(&played)
        .map(|(script, answers)| (script.clone(), texts(script, answers, true)));
    let lasting: Vec<_> = lasting.collect();
    let mut recordings = Recordings::read();
    if records() {
        recordings.record(exact, &lasting);
    }

    let mut rules = Rules::read();
    assert_explained(&unexplained(&version, &mut rules, &scripts, &played));

    let changed = changes(&version, &recordings, &lasting, &rules);
    let count = changed.len();
    let changed = changed.concat();
    assert!(
        count == 0,
        "{count} answers differ from the recorded ones:\n{changed}"
    );
}

/// Where a PHP and the crate answer differently, without a rule that explains it.
fn unexplained(
    version: &str,
    rules: &mut Rules,
    scripts: &[Script],
    played: &[Vec<Answer>],
) -> Vec<String> {
    let mut comparison = Comparison::new(version, rules);
    for ((script, php), here) in scripts.iter().zip(played).zip(play_here(scripts)) {
        let [php, here] = [php, &here].map(|answers| texts(script, answers, false));
        comparison.script(script, &php, &here);
    }
    comparison.unexplained
}

/// Where a PHP answers differently from what was recorded for the same version.
fn changes(
    version: &str,
    recordings: &Recordings,
    played: &[(Script, Vec<String>)],
    rules: &Rules,
) -> Vec<String> {
    let mut changes = Vec::new();
    for (script, answers) in played {
        let recorded = recordings.answers(version, script).into_iter().flatten();
        for (call, (before, now)) in script.calls.iter().zip(recorded.zip(answers)) {
            if before != now && !rules.is_of_the_library(&call.to_string(), before, now) {
                let place = format!("{}: {}", script.file, script.title);
                changes.push(format!(
                    "{place}\n    {call}\n  recorded  {before}\n  now       {now}\n"
                ));
            }
        }
    }
    changes
}

#[test]
fn php_answers_as_the_crate_to_random_calls() {
    const NAME: &str = "php_answers_as_the_crate_to_random_calls";
    if !has_php(NAME) || !in_network_with_names(NAME) {
        return;
    }
    let number = |name, default| match env::var(name) {
        Ok(wish) => wish
            .parse()
            .unwrap_or_else(|_| panic!("{name} is a number")),
        Err(_) => default,
    };
    let wanted = number("ORACLE_CALLS", 20_000);
    let mut rules = Rules::read();
    let mut pair = Pair::start(&mut rules);
    let mut seed = number("ORACLE_SEED", 1);

    let mut made = 0;
    while made < wanted {
        made += pair.play_random(seed) as u64;
        seed += 1;
    }
}
