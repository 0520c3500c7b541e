//! The reader's own program, from an empty folder: the page's commands, its programs at each
//! stage, and what they print. And the program that does not compile, with what the compiler says.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Failed;
use php_sockets_steps::screen::Screen;
use php_sockets_test_support::files::folder;
use php_sockets_test_support::port::free_port;
use php_sockets_test_support::sources::{root, source, text};

use crate::made::keep_in;
use crate::page::blocks;

/// The page of a program of one's own.
pub(crate) fn check() -> Result<(), Failed> {
    let folder = folder();
    let project = project(folder.path())?;
    let port = free_port();
    put(&project, "client", "examples/client.rs", port)?;

    put(&project, "listen", "src/main.rs", port)?;
    let said = build(&project)?.server().all()?;
    keep("listen.txt", &tidy(&said, port))?;

    put(&project, "answer", "src/main.rs", port)?;
    let built = build(&project)?;
    let mut server = built.started()?;
    let client = built.client(&["Hello"]).all()?;
    server.end();
    keep("answer.md", &pair(&server.stop(), &client, port))?;
    let refused = built.client(&["Hello"]).all()?;
    keep("refused.txt", &tidy(&refused, port))?;

    put(&project, "echo", "src/main.rs", port)?;
    let built = build(&project)?;
    let server = built.started()?;
    let mut client = built.client(&["Hello"]).all()?;
    client += &built.client(&["One", "two"]).all()?;
    keep("echo.md", &pair(&server.stop(), &client, port))
}

/// What the compiler says of a socket that is used after it was given away.
pub(crate) fn moved() -> Result<(), Failed> {
    let folder = folder();
    let project = project(folder.path())?;
    fs::write(project.join("src/main.rs"), text("docs/reference/moved.rs"))?;
    let output = cargo(&project, &["check", "--quiet"]).output()?;
    if output.status.success() {
        return Err("docs/reference/moved.rs compiles".into());
    }
    let complaint = String::from_utf8(output.stderr)?;
    // The last paragraphs tell where to read more.
    let end = complaint
        .find("\nnote: ")
        .or_else(|| complaint.find("\nFor more"));
    let complaint = &complaint[..end.unwrap_or(complaint.len())];
    keep_in(
        &source("docs/reference"),
        "moved",
        "moved.txt",
        &format!("{}\n", complaint.trim_end()),
    )
}

/// The folder that the commands of the page make.
fn project(folder: &Path) -> Result<PathBuf, Failed> {
    let page = text("docs/own.md");
    let blocks = blocks(&page);
    let commands = blocks.iter().filter(|block| block.language == "sh");
    let commands: Vec<_> = commands.flat_map(|block| block.lines.clone()).collect();
    let commands = commands.join("\n");
    symlink(root(), folder.join("php-sockets"))?;
    let made = cargo_environment(Command::new("sh").args(["-e", "-c", &commands]))
        .current_dir(folder)
        .output()?;
    if !made.status.success() {
        return Err(String::from_utf8_lossy(&made.stderr).into_owned().into());
    }
    let project = folder.join("echo");
    fs::create_dir(project.join("examples"))?;
    // The versions that are here already: a test needs no network.
    fs::copy(source("Cargo.lock"), project.join("Cargo.lock"))?;
    Ok(project)
}

/// Puts a program where the page says, with a port that nobody else has.
fn put(project: &Path, name: &str, place: &str, port: u16) -> Result<(), Failed> {
    let program = text(format!("docs/reference/own/{name}.rs"));
    fs::write(
        project.join(place),
        program.replace("8001", &port.to_string()),
    )?;
    Ok(())
}

/// What a build has made: the server and its client.
struct Built(PathBuf);

fn build(project: &Path) -> Result<Built, Failed> {
    let built = cargo(project, &["build", "--quiet", "--bins", "--examples"]).output()?;
    match built.status.success() {
        true => Ok(Built(source("target/project/debug"))),
        false => Err(String::from_utf8_lossy(&built.stderr).into_owned().into()),
    }
}

impl Built {
    fn server(&self) -> Program {
        Program(self.0.join("echo"), Vec::new())
    }

    fn client(&self, words: &[&str]) -> Program {
        let words = words.iter().map(|&word| word.to_owned());
        Program(self.0.join("examples/client"), words.collect())
    }

    /// A server that listens.
    fn started(&self) -> Result<Screen, Failed> {
        let mut server = Screen::new(self.server().command())?;
        match server.wait_for("Listening on ", 0) {
            Some(_) => Ok(server),
            None => Err(format!("the server does not listen: {}", server.stop()).into()),
        }
    }
}

struct Program(PathBuf, Vec<String>);

impl Program {
    fn command(&self) -> Command {
        let mut command = Command::new("timeout");
        command
            .arg("60")
            .arg(&self.0)
            .args(&self.1)
            .env_remove("RUST_BACKTRACE");
        command
    }

    /// What it prints until it ends.
    fn all(&self) -> Result<String, Failed> {
        let mut screen = Screen::new(self.command())?;
        screen.end();
        Ok(screen.stop())
    }
}

fn cargo(project: &Path, arguments: &[&str]) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).current_dir(project);
    cargo_environment(&mut cargo);
    cargo
}

fn cargo_environment(command: &mut Command) -> &mut Command {
    command
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_TARGET_DIR", source("target/project"))
}

fn keep(name: &str, text: &str) -> Result<(), Failed> {
    keep_in(
        &source("docs/reference"),
        "own",
        &format!("own-{name}"),
        text,
    )
}

/// Two terminals beside each other, as in the steps.
fn pair(server: &str, client: &str, port: u16) -> String {
    let half = |title: &str, said: &str| {
        let said = tidy(said, port);
        format!("<div class=\"half\">\n\n{title}\n\n```text\n{said}```\n\n</div>\n")
    };
    let (server, client) = (half("the server", server), half("the client", client));
    format!("<div class=\"pair\">\n{server}{client}</div>\n")
}

/// The port of the book, and a client's port by its number.
fn tidy(said: &str, port: u16) -> String {
    let said = said.replace(&port.to_string(), "8001");
    let clients = regex::Regex::new(r"(comes from 127\.0\.0\.1:)\d+").expect("it is one");
    clients.replace_all(&said, "${1}40001").into_owned()
}
