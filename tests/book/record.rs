//! Transcripts: the real programs run, in Rust and in PHP, and what they print is
//! what the page shows.

use std::process::{Command, Stdio};

use libtest_mimic::Failed;
use php_sockets_steps::program::program;
use php_sockets_steps::screen::Screen;
use php_sockets_steps::step::{Run, Step, Terminal};
use php_sockets_test_support::port::free_port;
use php_sockets_test_support::program::Language::{self, Php, Rust};
use php_sockets_test_support::sources::root;
use php_sockets_test_support::tools::{has_php, is_loopback, skip};

use crate::made::keep;
use crate::tidy::tidy;

pub(crate) fn check(step: &Step) -> Result<(), Failed> {
    for run in &step.run {
        recorded(step, run)?;
    }
    Ok(())
}

/// Runs it in every mixture of languages. The first, all in Rust if there is a program
/// in Rust, is the transcript; the others must say the same, or what PHP's own
/// transcript says.
pub(crate) fn recorded(step: &Step, run: &Run) -> Result<(), Failed> {
    let name = format!("book {}", step.name);
    let mut mixtures = mixtures(run);
    if mixtures.iter().any(|mixture| mixture.contains(&Php)) && !has_php(&name) {
        mixtures.retain(|mixture| !mixture.contains(&Php));
    }
    let lacking = run.needs.iter().find(|tool| !is_there(tool));
    if let Some(tool) = lacking {
        skip(&name, &format!("there is no {tool} on this machine"));
        return Ok(());
    }

    let mut first: Option<Vec<String>> = None;
    for mixture in mixtures {
        let said = play(run, &mixture)?;
        match &first {
            None => {
                show(step, run, "", &said)?;
                first = Some(said);
            }
            Some(transcript) if said == *transcript => {}
            Some(_) if run.php_differs.is_some() => show(step, run, ".php", &said)?,
            Some(transcript) => {
                let (php, rust) = (said.join("---\n"), transcript.join("---\n"));
                return Err(format!("{mixture:?} says\n{php}\nand Rust\n{rust}").into());
            }
        }
    }
    Ok(())
}

/// Keeps what was said; several terminals stand beside each other on the page, and one
/// with long lines below the others.
fn show(step: &Step, run: &Run, language: &str, said: &[String]) -> Result<(), Failed> {
    for (name, text) in files(run, language, said) {
        keep(step, &name, &text)?;
    }
    if said.len() < 2 || !language.is_empty() {
        return Ok(());
    }

    let is_wide = |said: &String| said.lines().any(|line| line.chars().count() > 64);
    let pair = said.iter().filter(|said| !is_wide(said)).count() > 1;
    let class = if pair { "pair" } else { "stack" };
    let mut page = format!("<div class=\"{class}\">\n");
    let mut window = 0;
    for ((terminal, said), number) in run.terminals.iter().zip(said).zip(1..) {
        let (name, command) = (&run.name, terminal.rust());
        // Where one program has ended the next can be started.
        window += u32::from(!terminal.ended || window == 0);
        let class = if pair && is_wide(said) {
            "half wide"
        } else {
            "half"
        };
        page += &format!(
            "<div class=\"{class}\">\n\nTerminal {window} · `{command}`\n\n\
             ```text\n{{{{#include {name}-{number}.txt}}}}\n```\n\n</div>\n"
        );
    }
    keep(step, &format!("{}.md", run.name), &(page + "</div>\n"))
}

/// The transcripts of a run and their files.
fn files(run: &Run, language: &str, said: &[String]) -> Vec<(String, String)> {
    let name = &run.name;
    let numbered = said.iter().zip(1..);
    let named = numbered.map(|(text, number)| match said.len() {
        1 => (format!("{name}{language}.txt"), text.clone()),
        _ => (format!("{name}-{number}{language}.txt"), text.clone()),
    });
    named.collect()
}

/// The mixtures of languages that it is run in.
fn mixtures(run: &Run) -> Vec<Vec<Language>> {
    let count = run.terminals.len();
    if run.only_php.is_some() {
        return vec![vec![Php; count]];
    }
    let last = if run.only_rust.is_some() {
        1
    } else {
        1 << count
    };
    let mixture = |bits: u32| {
        let language = |at| if bits >> at & 1 == 1 { Php } else { Rust };
        (0..count).map(language).collect()
    };
    let mut mixtures: Vec<Vec<Language>> = (0..last).map(mixture).collect();
    // A command is the same in any language.
    let is_command = |at: usize| !run.terminals[at].command.is_empty();
    mixtures.retain(|mixture| (0..count).all(|at| mixture[at] == Rust || !is_command(at)));
    mixtures
}

/// Whether this machine has a tool, or IPv6.
fn is_there(tool: &str) -> bool {
    match tool {
        "ipv6" => is_loopback("::1"),
        _ => {
            let path = std::env::var_os("PATH").unwrap_or_default();
            std::env::split_paths(&path).any(|folder| folder.join(tool).is_file())
        }
    }
}

/// What each terminal shows.
fn play(run: &Run, languages: &[Language]) -> Result<Vec<String>, Failed> {
    let port = free_port();
    let mut screens: Vec<Screen> = Vec::new();
    for (terminal, language) in run.terminals.iter().zip(languages) {
        let after = &terminal.after;
        if let Some(screen) = screens.last_mut()
            && screen.wait_for(after, 0).is_none()
        {
            return Err(format!("no {after:?} came, only:\n{}", screen.said).into());
        }
        if terminal.ended {
            let before = screens.iter_mut().zip(&run.terminals);
            for (screen, _) in before.filter(|(_, before)| !before.stop) {
                screen.end();
            }
        }
        screens.push(Screen::new(command(run, terminal, *language, port))?);
    }

    for (screen, terminal) in screens.iter_mut().zip(&run.terminals) {
        if terminal.stop {
            continue;
        }
        let code = screen.end();
        if code != Some(terminal.exit) {
            let name = &terminal.program;
            return Err(format!("{name} ends with {code:?}:\n{}", screen.said).into());
        }
    }
    let said = screens.into_iter().map(Screen::stop);
    Ok(said.map(|said| tidy(&said, port)).collect())
}

fn command(run: &Run, terminal: &Terminal, language: Language, port: u16) -> Command {
    if !terminal.command.is_empty() {
        let mut shell = Command::new("sh");
        let line = terminal.command.replace("8001", &port.to_string());
        shell.arg("-c").arg(line).stdin(Stdio::null());
        shell.current_dir(root());
        return shell;
    }
    let mut command = program(language, &terminal.program, port);
    command.args(&terminal.arguments);
    if terminal.times > 1 {
        let again = format!(
            "for n in $(seq {}); do \"$0\" \"$@\" || exit; done",
            terminal.times
        );
        command = through(&["sh", "-c", &again], &command);
    }
    if run.unprivileged && nix::unistd::geteuid().is_root() {
        let tool = ["setpriv", "--inh-caps=-all", "--bounding-set=-all", "--"];
        command = through(&tool, &command);
    }
    if let Some(files) = run.files {
        let limited = format!("ulimit -n {files} && exec \"$0\" \"$@\"");
        command = through(&["sh", "-c", &limited], &command);
    }
    command
}

/// The same command, which a tool restricts.
fn through(tool: &[&str], command: &Command) -> Command {
    let mut other = Command::new(tool[0]);
    other.args(&tool[1..]);
    other.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        other.env(name, value.unwrap_or_default());
    }
    other.stdin(Stdio::null()).current_dir(root());
    other
}
