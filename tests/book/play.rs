//! A run: its programs at the same time, each in a terminal, and what each shows.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use libtest_mimic::Failed;
use php_sockets_steps::program::{is_example, program, program_in_php, through};
use php_sockets_steps::screen::Screen;
use php_sockets_steps::step::{Run, Terminal};
use php_sockets_test_support::files::folder;
use php_sockets_test_support::port::free_port;
use php_sockets_test_support::program::Language::{self, Php, Rust};
use php_sockets_test_support::sources::root;

use crate::recording::{Call, calls};
use crate::system;
use crate::tidy::tidy;

/// What a terminal has shown.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) said: String,
    /// What the program itself printed before its first call.
    pub(crate) printed: Vec<String>,
    /// The calls, if the program records them.
    pub(crate) calls: Vec<Call>,
}

/// What is watched while a program runs.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) enum Watch {
    /// What it prints.
    Screen,
    /// The calls that its listener writes to a file, too.
    Calls,
    /// And, if it is in Rust, its system calls.
    SystemCalls,
}

/// What each terminal shows.
pub(crate) fn play(run: &Run, languages: &[Language], watch: Watch) -> Result<Vec<Seen>, Failed> {
    let port = free_port();
    let folders: Vec<_> = run.terminals.iter().map(|_| folder()).collect();
    // Before any starts, because this may build programs, and each runs for a minute at most.
    let commands = run.terminals.iter().zip(languages);
    let commands = commands.map(|(terminal, language)| command(run, terminal, *language, port));
    let commands: Vec<_> = commands.collect();

    let mut screens: Vec<Screen> = Vec::new();
    let terminals = run.terminals.iter().zip(languages).zip(commands);
    for (((terminal, language), mut command), folder) in terminals.zip(&folders) {
        let after = &terminal.after;
        if let Some(screen) = screens.last_mut()
            && screen.wait_for(after, 0).is_none()
        {
            return Err(format!("{after:?} was not printed, only:\n{}", screen.said).into());
        }
        if terminal.ended {
            let before = screens.iter_mut().zip(&run.terminals);
            for (screen, _) in before.filter(|(_, before)| !before.stop) {
                screen.end();
            }
        }
        if watch >= Watch::Calls && runs_once(terminal) {
            command.env("STEP_RECORD", record(folder.path()));
        }
        if watch == Watch::SystemCalls && *language == Rust && runs_once(terminal) {
            command = through(&system::strace(folder.path()), &command);
        }
        screens.push(Screen::new(command)?);
    }

    wait_for_ends(run, &mut screens)?;
    let said = screens.into_iter().map(Screen::stop).zip(&run.terminals);
    let said = said.map(|(said, terminal)| first_lines(said, terminal.lines));
    said.zip(&folders)
        .map(|(said, folder)| seen(&said, port, folder.path()))
        .collect()
}

/// Waits until all have ended, but for those that never do, each with the code that it must have.
fn wait_for_ends(run: &Run, screens: &mut [Screen]) -> Result<(), Failed> {
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
    Ok(())
}

/// So many lines, and whether there were more; all of them if that is 0.
fn first_lines(said: String, count: usize) -> String {
    let first: String = said.split_inclusive('\n').take(count).collect();
    match count {
        0 => said,
        _ if first.len() == said.len() => first,
        _ => first + "…\n",
    }
}

/// The file in the folder of a terminal to which its program writes its calls.
fn record(folder: &Path) -> String {
    folder.join("record").display().to_string()
}

/// Whether it is a program of a step that runs once, to its end.
fn runs_once(terminal: &Terminal) -> bool {
    terminal.command.is_empty()
        && !is_example(&terminal.program)
        && terminal.times < 2
        && !terminal.stop
}

/// The output, tidied together with the system calls, which contain the same ports.
fn seen(said: &str, port: u16, folder: &Path) -> Result<Seen, Failed> {
    let record = record(folder);
    let lines = fs::read_to_string(&record).unwrap_or_default();
    let system = system::calls(folder, &record)?;
    let all: Vec<_> = system.iter().flatten().map(String::as_str).collect();
    let tidied = tidy(&format!("{said}\0{}", all.join("\n")), port);
    let (tidied, system_tidied) = tidied.split_once('\0').ok_or("no mark")?;

    let mut system_tidied = system_tidied.lines().map(str::to_owned);
    let system = system
        .iter()
        .map(|calls| system_tidied.by_ref().take(calls.len()).collect());
    let (printed, calls) = calls(&lines, said, tidied, system.collect())?;
    let said = tidied.to_owned();
    Ok(Seen {
        said,
        printed,
        calls,
    })
}

fn command(run: &Run, terminal: &Terminal, language: Language, port: u16) -> Command {
    if !terminal.command.is_empty() {
        let mut shell = Command::new("sh");
        let line = terminal.command.replace("8001", &port.to_string());
        shell.arg("-c").arg(line).stdin(Stdio::null());
        shell.env("PORT", port.to_string());
        shell.current_dir(root());
        return shell;
    }
    let mut command = match (language, &run.php) {
        (Php, Some(version)) => program_in_php(version, &terminal.program, port),
        _ => program(language, &terminal.program, port),
    };
    command.args(&terminal.arguments);
    if terminal.times > 1 {
        let again = format!(
            "for n in $(seq {}); do \"$0\" \"$@\" || exit; done",
            terminal.times
        );
        command = through(&["sh", "-c", &again], &command);
    }
    if !terminal.through.is_empty() {
        let tool: Vec<_> = terminal.through.split(' ').collect();
        command = through(&tool, &command);
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

/// Whether what the terminals are run by works on this machine.
pub(crate) fn can_play(run: &Run) -> bool {
    let tools = run.terminals.iter().map(|terminal| &*terminal.through);
    tools.filter(|tool| !tool.is_empty()).all(|tool| {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{tool} true"));
        let output = command.current_dir(root()).output();
        output.is_ok_and(|output| output.status.success())
    })
}
