//! What differs from run to run, made the same.

use std::sync::LazyLock;

use php_sockets_test_support::sources::root;
use regex::{Captures, Regex};

/// What a PHP before 8.6 prints, and what 8.6 prints instead. The book shows the messages of 8.6,
/// whichever PHP runs its programs.
const REWORDED: [(&str, &str); 1] = [(
    "socket_create(): Argument #1 ($domain) must be one of AF_UNIX, AF_INET6, or AF_INET",
    "socket_create(): Argument #1 ($domain) must be one of AF_UNIX, AF_PACKET, AF_INET6, or AF_INET",
)];

/// The article's port stands for the one that was used (and so does the number that
/// PHP takes for the same port, 65536 more), and ports of the system's choice are numbered from 40001 in the order in which they appear. So are
/// processes, from 101; users have the number 1000. Times and amounts of memory are left out, and
/// so are how much a machine's kernel takes and keeps until it is full, how much memory it keeps
/// for UDP's messages, and where the repository is.
pub(crate) fn tidy(said: &str, port: u16) -> String {
    static CHOSEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(:|\bport |\d", |htons\()(3[2-9]\d{3}|[45]\d{4}|60\d{3})\b"#).unwrap()
    });
    static PROCESS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(\bpid[ =]|"pid" => |17\) -> )(\d+)\b"#).unwrap());
    // A program that names process 1 only claims to be it, so these numbers stay as they are.
    static USER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"("pid" => 1, "uid" => 0, "gid" => 0)|(\b[ug]id=|"[ug]id" => )\d+\b"#).unwrap()
    });
    // A line of `ls -l` about a socket.
    static DOOR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?m)^s[rwxst-]{9}\S* .* (/\S+)$").unwrap());
    static TIME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b\d+(\.\d+)? (ms|µs|KiB)\b").unwrap());
    static SHARE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\d+ times\b").unwrap());
    static BAR: LazyLock<Regex> = LazyLock::new(|| Regex::new("█+").unwrap());
    static FULL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(-> |  unread )\d{5,}\b|(UDP .*  unread )\d+").unwrap());
    static REST: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\((\d{7,}) bytes\)").unwrap());

    let article = Regex::new(&format!(r"\b{port}\b")).unwrap();
    let said = said.replace(&root().display().to_string(), "…");
    let said = said.replace('\x1b', "␛"); // a page cannot have it
    let reword = |said: String, (old, new): &(&str, &str)| said.replace(old, new);
    let said = REWORDED.iter().fold(said, reword);
    let said = article.replace_all(&said, "8001");
    let wrapped = |port: u16| (u32::from(port) + 65536).to_string();
    let said = said.replace(&wrapped(port), &wrapped(8001));
    let said = renumber(&CHOSEN, &said, 40001);
    let said = renumber(&PROCESS, &said, 101);
    let said = USER.replace_all(&said, user);
    let said = DOOR.replace_all(&said, "srwxr-xr-x … $1");
    let said = FULL.replace_all(&said, "$1$2…");
    let said = REST.replace_all(&said, without_rest);
    let said = SHARE.replace_all(&said, "… times");
    let said = BAR.replace_all(&said, "█");
    TIME.replace_all(&said, "… $2").into_owned()
}

/// The number 1000 for each user, except in what a program only claims.
fn user(found: &Captures) -> String {
    match found.get(1) {
        Some(claimed) => claimed.as_str().to_owned(),
        None => format!("{}1000", &found[2]),
    }
}

/// How long a string is of which a full buffer took a part: only that of the whole is known, and
/// round.
fn without_rest(found: &Captures) -> String {
    let is_whole = found[1].parse().is_ok_and(u64::is_power_of_two);
    let length = if is_whole { &found[1] } else { "…" };
    format!("({length} bytes)")
}

fn renumber(pattern: &Regex, said: &str, first: usize) -> String {
    let mut seen: Vec<String> = Vec::new();
    let number = |found: &Captures| {
        if &found[2] == "1" {
            // Only claimed, as above: no program of the book is process 1.
            return found[0].to_owned();
        }
        let at = seen.iter().position(|number| *number == found[2]);
        let at = at.unwrap_or_else(|| {
            seen.push(found[2].to_owned());
            seen.len() - 1
        });
        format!("{}{}", &found[1], first + at)
    };
    pattern.replace_all(said, number).into_owned()
}
