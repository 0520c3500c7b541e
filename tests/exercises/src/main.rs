//! `cargo exercise 04` runs what you wrote in `docs/steps/04-bind/exercise.rs` against a
//! peer that follows a script, and reports what is missing. `cargo exercise 04 -- php mine.php`
//! does so with a program of yours in any language.

use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs, thread};

use php_sockets_exercises::peer::{self, Checked};
use php_sockets_steps::program::{build_only, file};
use php_sockets_steps::step::{self, Step};
use php_sockets_test_support::program::Language::Rust;
use php_sockets_test_support::sources::source;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let steps = step::all();
    let step = |number: &str| steps.iter().find(|step| step.number() == number);
    let (step, watches, command) = match arguments.as_slice() {
        [number] => (step(number), false, &[][..]),
        [number, "--watch"] => (step(number), true, &[][..]),
        [number, "--", command @ ..] if !command.is_empty() => (step(number), false, command),
        _ => (None, false, &[][..]),
    };
    match step {
        Some(step) if watches => watch(step),
        Some(step) if command.is_empty() => check(step),
        Some(step) => check_command(step, command),
        None => {
            let numbers: Vec<_> = steps.iter().map(Step::number).collect();
            println!("`cargo exercise 04` checks the exercise of step 04.");
            println!(
                "`cargo exercise 04 --watch` checks it each time you save it, until it is solved."
            );
            println!("`cargo exercise 04 -- php mine.php` checks a program in any other language.");
            println!("The steps are {}.", numbers.join(", "));
            ExitCode::FAILURE
        }
    }
}

/// Checks it now, and again each time the file has changed, until it is solved.
fn watch(step: &Step) -> ExitCode {
    let file = source(file(Rust, &step.exercise()));
    let changed = || fs::metadata(&file).and_then(|it| it.modified()).ok();
    loop {
        let checked = changed();
        if check(step) == ExitCode::SUCCESS {
            return ExitCode::SUCCESS;
        }
        println!("\nThe next check begins when you save the file. Ctrl+C ends this.");
        while changed() == checked {
            thread::sleep(Duration::from_millis(200));
        }
    }
}

/// Checks what the learner wrote.
fn check(step: &Step) -> ExitCode {
    let (name, number) = (step.exercise(), step.number());
    if !build_only(&name) {
        println!("\nThe program does not compile yet: see above.");
        return ExitCode::FAILURE;
    }

    let told = tell(step, Checked::Step(name.clone()));
    if told != ExitCode::SUCCESS {
        let file = file(Rust, &name);
        println!("\nThe program is {file}; the page of step {number} has hints.");
    }
    told
}

/// Checks a program in any language, by the command that starts it.
fn check_command(step: &Step, command: &[&str]) -> ExitCode {
    let command = command.iter().map(|&word| word.to_owned()).collect();
    tell(step, Checked::Command(command))
}

fn tell(step: &Step, checked: Checked) -> ExitCode {
    match peer::follow(step, checked) {
        Ok(()) => {
            let number = step.number();
            println!("\nStep {number}: solved. The check found nothing missing.");
            ExitCode::SUCCESS
        }
        Err(missing) => {
            println!("\nNot yet: {missing}");
            ExitCode::FAILURE
        }
    }
}
