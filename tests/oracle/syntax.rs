//! The language of the scripts: PHP's calls, one per line.
//!
//! ```text
//! == two ends of a unix stream
//! socket_create_pair(AF_UNIX, SOCK_STREAM, 0, &[s, p])
//! socket_write(p, "hello\n")
//! socket_recv(s, &data, 10, MSG_PEEK | MSG_DONTWAIT)
//! ```
//!
//! `&` marks an argument that PHP fills. `name = ` keeps what a call returns,
//! `[a, b] = ` the parts of an array. A `~` after a call says that what it returns
//! depends on the machine: it is compared with a PHP beside it, and not recorded. A `!` says
//! that signals arrive while it is made.
//! `network("ip …")` changes the network of both sides, `limit_descriptors(1)` allows them
//! to open this many more descriptors, `take_descriptors(1100)` takes all that are free up to 1100.
//! `port(s)` is the port `s` is bound to, `repeat("x", 5)` is `xxxxx`.
//!
//! The classes of `Io\Poll` are called as in Rust: `c = Context::new(Epoll)` is PHP's
//! `$c = new Context(Backend::Epoll)`, and `w = Context::add(c, s, [Read, Write], "data")`
//! is `$w = $c->add($handle, [Event::Read, Event::Write], 'data')`, with a handle for the
//! exported socket. `Context::wait(c, 1, 5)` waits for a second at most. What it returns is
//! shown by watcher: `{w: [Read], x: [Read, Write]}`. `unset(c)` forgets what a name holds.
//!
//! `since 8.6` before the first title of a file says that older versions of PHP do not run it.

use std::fmt;

use winnow::ascii::{dec_int, dec_uint, multispace0, space0};
use winnow::combinator::{alt, delimited, eof, opt, preceded, repeat, separated, terminated};
use winnow::error::ContextError;
use winnow::prelude::*;
use winnow::token::{none_of, one_of, take_while};

/// A part of a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    Null,
    Bool(bool),
    Int(i64),
    Text(Vec<u8>),
    /// Constants, or-ed.
    Constant(Vec<String>),
    /// A case of an enum of `Io\Poll`: `Read`.
    Case(String),
    /// What an earlier line has kept.
    Name(String),
    List(Vec<Expr>),
    Map(Vec<(String, Expr)>),
    /// Filled by the call.
    Ref(Box<Expr>),
    /// The port that a socket is bound to.
    Port(String),
}

/// A line of a script.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    /// Where to keep what it returns: nowhere, under one name, or its parts.
    pub(crate) keep: Option<Expr>,
    pub(crate) function: String,
    pub(crate) arguments: Vec<Expr>,
    /// What it returns depends on the machine.
    pub(crate) varies: bool,
    /// Signals arrive while it is made.
    pub(crate) signals: bool,
}

/// A group of lines below a `==`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    pub(crate) title: String,
    /// The first version of PHP that runs it, if not all do.
    pub(crate) since: Option<String>,
    /// The number of its first line in the file.
    pub(crate) line: usize,
    pub(crate) calls: Vec<Call>,
}

/// Reads a file of scripts.
pub(crate) fn blocks(file: &str, text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut since = None;
    for (number, line) in text.lines().enumerate() {
        let (line, number) = (line.trim(), number + 1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(version) = line.strip_prefix("since ") {
            since = Some(version.to_owned());
            continue;
        }
        match line.strip_prefix("== ") {
            Some(title) => blocks.push(Block {
                title: title.into(),
                since: since.clone(),
                line: number,
                calls: Vec::new(),
            }),
            None => {
                let call = call(line).unwrap_or_else(|why| panic!("{file}:{number}: {why}"));
                let block = blocks.last_mut();
                block.expect("a line before the first ==").calls.push(call);
            }
        }
    }
    blocks
}

/// Reads one line.
pub(crate) fn call(line: &str) -> Result<Call, String> {
    whole_call
        .parse(line)
        .map_err(|error| format!("no call at column {}: {line}", error.offset() + 1))
}

type Parsed<T> = Result<T, ContextError>;

fn whole_call(input: &mut &str) -> Parsed<Call> {
    let keep = opt(terminated(
        alt((list, name.map(Expr::Name))),
        (space0, '=', space0),
    ));
    let method = (
        case,
        "::",
        take_while(1.., |c: char| c.is_ascii_alphabetic()),
    );
    (
        keep,
        alt((method.take().map(str::to_owned), name)),
        delimited('(', items, ')'),
        opt((space0, '~')),
        opt((space0, '!')),
        eof,
    )
        .map(|(keep, function, arguments, varies, signals, _)| Call {
            keep,
            function,
            arguments,
            varies: varies.is_some(),
            signals: signals.is_some(),
        })
        .parse_next(input)
}

fn items(input: &mut &str) -> Parsed<Vec<Expr>> {
    terminated(
        separated(0.., expr, (multispace0, ',', multispace0)),
        opt((space0, ',')),
    )
    .parse_next(input)
}

fn expr(input: &mut &str) -> Parsed<Expr> {
    let integer = dec_int.map(Expr::Int);
    let reference = preceded('&', expr).map(|filled| Expr::Ref(filled.into()));
    let port = delimited("port(", name, ')').map(Expr::Port);
    let repeated = ("repeat(", text, (',', space0), dec_uint, ')')
        .map(|(_, text, _, count, _): (_, _, _, u32, _)| Expr::Text(text.repeat(count as usize)));

    delimited(
        space0,
        alt((
            integer,
            text.map(Expr::Text),
            list,
            map,
            reference,
            port,
            repeated,
            alt((case.map(Expr::Case), constant)),
            name.map(word),
        )),
        space0,
    )
    .parse_next(input)
}

fn word(name: String) -> Expr {
    match name.as_str() {
        "null" => Expr::Null,
        "true" => Expr::Bool(true),
        "false" => Expr::Bool(false),
        _ => Expr::Name(name),
    }
}

fn name(input: &mut &str) -> Parsed<String> {
    let first = one_of(|c: char| c.is_ascii_lowercase());
    let rest = take_while(0.., |c: char| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
    });
    (first, rest).take().map(str::to_owned).parse_next(input)
}

/// A name such as `ReadHangUp`: a small letter comes second.
fn case(input: &mut &str) -> Parsed<String> {
    let first = one_of(|c: char| c.is_ascii_uppercase());
    let second = one_of(|c: char| c.is_ascii_lowercase());
    let rest = take_while(0.., |c: char| c.is_ascii_alphabetic());
    let name = (first, second, rest).take();
    name.map(str::to_owned).parse_next(input)
}

fn constant(input: &mut &str) -> Parsed<Expr> {
    let one = (
        one_of(|c: char| c.is_ascii_uppercase()),
        take_while(0.., |c: char| {
            c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'
        }),
    );
    separated(1.., one.take().map(str::to_owned), (space0, '|', space0))
        .map(Expr::Constant)
        .parse_next(input)
}

fn list(input: &mut &str) -> Parsed<Expr> {
    delimited('[', items, ']').map(Expr::List).parse_next(input)
}

fn map(input: &mut &str) -> Parsed<Expr> {
    let key = alt((name, text.map(|key| String::from_utf8_lossy(&key).into())));
    let entry = (delimited(space0, key, (space0, ':')), expr);
    delimited('{', separated(0.., entry, ','), '}')
        .map(Expr::Map)
        .parse_next(input)
}

fn text(input: &mut &str) -> Parsed<Vec<u8>> {
    let escape = preceded(
        '\\',
        alt((
            'n'.value(b'\n'),
            'r'.value(b'\r'),
            't'.value(b'\t'),
            '0'.value(0),
            '\\'.value(b'\\'),
            '"'.value(b'"'),
            preceded('x', take_while(2, |c: char| c.is_ascii_hexdigit()))
                .try_map(|hex| u8::from_str_radix(hex, 16)),
        )),
    )
    .map(|byte| vec![byte]);
    let plain = none_of(['"', '\\']).map(|letter: char| letter.to_string().into_bytes());
    let parts = repeat(0.., alt((escape, plain))).fold(Vec::new, |mut all: Vec<u8>, part| {
        all.extend(part);
        all
    });
    delimited('"', parts, '"').parse_next(input)
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Text(text) => write_text(f, text),
            Self::Constant(names) => f.write_str(&names.join(" | ")),
            Self::Case(name) | Self::Name(name) => f.write_str(name),
            Self::List(items) => write!(f, "[{}]", join(items)),
            Self::Map(entries) => {
                let entries: Vec<_> = entries.iter().map(|(k, v)| format!("{k}: {v}")).collect();
                write!(f, "{{{}}}", entries.join(", "))
            }
            Self::Ref(filled) => write!(f, "&{filled}"),
            Self::Port(name) => write!(f, "port({name})"),
        }
    }
}

/// A string in quotes, a long run of one letter as `repeat`.
pub(crate) fn write_text(f: &mut fmt::Formatter<'_>, text: &[u8]) -> fmt::Result {
    let one = text.iter().all(|byte| *byte == text[0]);
    let shown = if text.len() > 40 && one {
        &text[..1]
    } else {
        text
    };
    let mut quoted = String::from("\"");
    for byte in shown {
        match byte {
            b'\n' => quoted += "\\n",
            b'\r' => quoted += "\\r",
            b'\t' => quoted += "\\t",
            0 => quoted += "\\0",
            b'"' => quoted += "\\\"",
            b'\\' => quoted += "\\\\",
            b' '..=b'~' => quoted.push(char::from(*byte)),
            _ => quoted += &format!("\\x{byte:02x}"),
        }
    }
    quoted.push('"');
    match shown.len() == text.len() {
        true => f.write_str(&quoted),
        false => write!(f, "repeat({quoted}, {})", text.len()),
    }
}

fn join(items: &[Expr]) -> String {
    let items: Vec<_> = items.iter().map(Expr::to_string).collect();
    items.join(", ")
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(keep) = &self.keep {
            write!(f, "{keep} = ")?;
        }
        write!(f, "{}({})", self.function, join(&self.arguments))?;
        f.write_str(if self.varies { " ~" } else { "" })?;
        f.write_str(if self.signals { " !" } else { "" })
    }
}
