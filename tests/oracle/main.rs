//! Real PHP judges every call.
//!
//! The same calls are made in a real `php` process (`judge.php`) and through the crate
//! (`twin`); what came of them is compared. `docs/src/oracle.md` tells how to use it.

#[path = "../common/dns.rs"]
mod dns;
#[path = "../common/process.rs"]
#[allow(dead_code, reason = "the other tests use more of it")]
mod process;
#[path = "../common/tools.rs"]
mod tools;

mod answer;
mod compare;
mod differences;
mod judge;
mod page;
mod play;
mod random;
mod recordings;
mod scripts;
mod syntax;
mod twin;

use std::cell::{Cell, RefCell};
use std::{env, fs};

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use answer::{Answer, Value};
use compare::{Comparison, texts};
use differences::Rules;
use judge::Judge;
use play::Side;
use scripts::{Script, folder};
use syntax::{Call, Expr};
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
    let mut rules = Rules::read();
    let mut tallies = page::Tallies::new();
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

    let page = page::text(&tallies, &rules);
    if records() {
        fs::write(page::path(), &page).unwrap();
    }
    let stored = fs::read_to_string(page::path()).unwrap();
    assert!(
        stored == page,
        "the page of the book is stale: write it anew with ORACLE=record"
    );
}

#[test]
fn php_answers_as_the_crate() {
    const NAME: &str = "php_answers_as_the_crate";
    if !tools::has_php(NAME) || !in_network_with_names(NAME) {
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

/// How many random calls to make; about as many more, because a script is made whole.
fn wanted_calls() -> usize {
    let wish = env::var("ORACLE_CALLS").ok();
    wish.map_or(20_000, |wish| {
        wish.parse().expect("ORACLE_CALLS is a number")
    })
}

/// Whether the answer of PHP to a line that has not arrived whole would be an endless
/// loop.
fn would_spin(call: &Call, here: &Answer) -> bool {
    let line = call
        .arguments
        .iter()
        .any(|argument| argument.to_string() == "PHP_NORMAL_READ");
    let whole = match &here.value {
        Value::Text(text) => {
            matches!(text.last(), Some(b'\n' | b'\r'))
                || call.arguments.get(1) == Some(&Expr::Int(text.len() as i64))
        }
        _ => !here.said.is_empty(),
    };
    line && !whole
}

/// Makes the calls on both sides, one by one, up to the first difference that no rule
/// explains. Returns how many it made.
fn together(
    sides: &mut [Side; 2],
    calls: &[Call],
    comparison: &mut Comparison<'_>,
) -> Result<usize, String> {
    let [here, php] = sides;
    let mut names = (here.begin(), php.begin());
    for (number, call) in calls.iter().enumerate() {
        let ours = here.call(call, &mut names.0);
        if would_spin(call, &ours) {
            return Ok(number);
        }
        let (ours, theirs) = (ours.to_string(), php.call(call, &mut names.1).to_string());
        if !comparison.call(call, &theirs, &ours, true) {
            let lines = calls[..=number].iter().map(|call| format!("    {call}\n"));
            let lines = lines.collect::<String>();
            return Err(format!("\n{lines}  PHP   {theirs}\n  here  {ours}\n"));
        }
    }
    Ok(calls.len())
}

#[test]
fn php_answers_as_the_crate_to_random_calls() {
    const NAME: &str = "php_answers_as_the_crate_to_random_calls";
    if !tools::has_php(NAME) || !in_network_with_names(NAME) {
        return;
    }
    let mut judge = Judge::start();
    let version = judge.begin().version;
    let sides = RefCell::new([Side::Crate(Twin::new()), Side::Php(judge)]);
    let mut rules = Rules::read();
    let comparison = RefCell::new(Comparison::new(&version, &mut rules));
    let made = Cell::new(0);
    let mut seed: u64 =
        env::var("ORACLE_SEED").map_or(1, |seed| seed.parse().expect("ORACLE_SEED is a number"));

    while made.get() < wanted_calls() {
        let config = Config {
            cases: 100,
            failure_persistence: None,
            ..Config::default()
        };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed.to_le_bytes().repeat(4));
        let mut runner = TestRunner::new_with_rng(config, rng);
        let result = runner.run(&random::scripts(), |calls| {
            // What does not happen again was a matter of time.
            let once = || {
                together(
                    &mut sides.borrow_mut(),
                    &calls,
                    &mut comparison.borrow_mut(),
                )
            };
            let count = once().or_else(|_| once()).or_else(|_| once());
            made.set(made.get() + count.map_err(TestCaseError::fail)?);
            Ok(())
        });
        if let Err(TestError::Fail(why, _)) = result {
            panic!("ORACLE_SEED={seed}, after {} calls:\n{why}", made.get());
        }
        seed = seed.wrapping_add(1);
    }
    println!(
        "{} random calls, the same in PHP {version} and here",
        made.get()
    );
}
