//! One cell of the matrix: a function of the crate, a system call that it makes, and the
//! error that this call gives.

use std::collections::BTreeMap;

use php_sockets::*;
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

use super::cases::{Case, Outcome};
use crate::scene::open_descriptors;

/// A cell while it runs, in a process of its own.
pub(crate) struct Cell {
    call: &'static str,
    number: i64,
    code: i32,
    before: Vec<i32>,
    told: Option<Told>,
}

/// What the function under test left behind.
struct Told {
    error: Option<Error>,
    thread: i32,
    socket: Option<i32>,
    after: Vec<i32>,
}

impl Cell {
    pub(super) fn new(call: &'static str, number: i64, code: i32) -> Self {
        Self {
            call,
            number,
            code,
            before: Vec::new(),
            told: None,
        }
    }

    /// From here on each such call fails, in this thread and for good.
    pub(crate) fn arm(&mut self) {
        let rules = BTreeMap::from([(self.number, Vec::new())]);
        let arch = std::env::consts::ARCH
            .try_into()
            .expect("a known processor");
        let error = SeccompAction::Errno(self.code as u32);
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, error, arch);
        let program: BpfProgram = filter.and_then(TryInto::try_into).expect("a filter");

        self.before = open_descriptors();
        apply_filter(&program).expect("seccomp");
        socket_clear_error(None);
    }

    /// Records the outcome, and drops it.
    pub(crate) fn told<T>(&mut self, result: Result<T>, socket: Option<&Socket>) {
        let thread = socket_last_error(None);
        let error = result.map(drop).err();
        self.told = Some(Told {
            error,
            thread,
            socket: socket.map(socket_last_error),
            after: open_descriptors(),
        });
    }

    /// What is wrong with it, one line each.
    pub(super) fn faults(&self, case: &Case) -> Vec<String> {
        let Some(told) = &self.told else {
            return vec!["nothing was called".into()];
        };
        let mut faults = match case.outcome {
            Outcome::Fails(_) => self.faults_of_failure(case, told),
            Outcome::Survives => survived(told),
        };
        // What close(2) was kept from closing is open.
        if self.call != "close" && told.after != self.before {
            faults.push(format!(
                "open before {:?}, after {:?}",
                self.before, told.after
            ));
        }
        faults
    }

    fn faults_of_failure(&self, case: &Case, told: &Told) -> Vec<String> {
        let Outcome::Fails(words) = case.outcome else {
            return Vec::new();
        };
        let Some(error) = &told.error else {
            return vec!["the call went well".into()];
        };
        let is_quiet = [SOCKET_EAGAIN, SOCKET_EINPROGRESS].contains(&self.code);
        let kind = match is_quiet && !case.always_warns {
            true => ErrorKind::Silent,
            false => ErrorKind::Warning,
        };
        let text = format!(
            "{}(): {words} [{}]: {}",
            case.function,
            self.code,
            text_of(self.code)
        );
        let on_socket = if case.thread_only { 0 } else { self.code };

        let mut faults = Vec::new();
        let mut compare = |what: &str, is: String, wanted: String| {
            if is != wanted {
                faults.push(format!("{what} {is}, wanted {wanted}"));
            }
        };
        compare("text", error.to_string(), text);
        compare("code", error.code().to_string(), self.code.to_string());
        compare("kind", format!("{:?}", error.kind()), format!("{kind:?}"));
        compare("last error", told.thread.to_string(), self.code.to_string());
        if let Some(socket) = told.socket {
            compare("socket's", socket.to_string(), on_socket.to_string());
        }
        faults
    }

    /// The failure in the form that PHP's is written down in, to be compared.
    pub(super) fn shown(&self) -> String {
        let Some(told) = &self.told else {
            return "nothing".into();
        };
        let error = told.error.as_ref();
        let warning = match error {
            Some(error) if error.kind() != ErrorKind::Silent => error.to_string(),
            _ => String::new(),
        };
        let (failed, socket) = (error.is_some(), told.socket.unwrap_or(0));
        format!("{failed}|{warning}|{}|{socket}", told.thread)
    }
}

/// An error of a call that may succeed without its system call: it has a message, and a code
/// that is the thread's last error, or none.
fn survived(told: &Told) -> Vec<String> {
    let Some(error) = &told.error else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    let text = error.to_string();
    // PHP's code of a look-up that found nothing has no message.
    let is_nothing = error.code() == -10_000;
    if !text.starts_with("socket_") || text.contains("Unknown error") && !is_nothing {
        faults.push(format!("text {text}"));
    }
    let is_lookup = error.kind() == ErrorKind::Silent;
    if error.code() != 0 && !is_lookup && told.thread != error.code() {
        faults.push(format!("last error {}, of {text}", told.thread));
    }
    faults
}

/// The C library's message for a code, through std.
fn text_of(code: i32) -> String {
    let text = std::io::Error::from_raw_os_error(code).to_string();
    let end = text.rfind(" (os error").unwrap_or(text.len());
    text[..end].to_owned()
}
