//! The calls that take a socket away, and streams.

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::rc::Rc;

use php_sockets::*;

use super::arguments::{Arguments, refused};
use super::{Got, Kept, Outcome, Stop, Twin};
use crate::answer::Value;
use crate::syntax::{Call, Expr};

impl Twin {
    /// Makes the call if it is one of those.
    pub(super) fn moved(&mut self, call: &Call) -> Option<Outcome> {
        let made = match call.function.as_str() {
            "socket_close" => self.take_socket(call).map(|socket| {
                socket_close(socket);
                Value::Null.into()
            }),
            "socket_export_stream" => self
                .take_socket(call)
                .map(|socket| Got::Stream(socket_export_stream(socket))),
            "socket_import_stream" => self
                .take_stream(call)
                .and_then(|stream| Ok(Got::Socket(socket_import_stream(stream)?))),
            "stream_pair" => {
                let (one, other) = UnixStream::pair().unwrap();
                let streams = [one, other].map(|stream| Got::Stream(stream.into()));
                return Some((Ok(true.into()), vec![Got::List(streams.into())]));
            }
            "stream_socket_server" => self.server(call),
            "fopen" => Arguments { twin: self, call }
                .os(0)
                .map(|path| Got::Stream(File::open(path).unwrap().into())),
            "fread" => self.stream(call).map(|mut stream| {
                let mut data = [0; 8192];
                let count = stream.read(&mut data).unwrap();
                data[..count].to_vec().into()
            }),
            "fwrite" => self.stream(call).and_then(|mut stream| {
                let arguments = Arguments { twin: self, call };
                Ok(stream.write(&arguments.bytes(1)?).unwrap().into())
            }),
            "take_descriptors" => Arguments { twin: self, call }.number(0).map(|last| {
                self.take_descriptors(last);
                Value::Null.into()
            }),
            "unset" => self.take(call, |_| true, "").map(|_| Value::Null.into()),
            "fclose" => self.take_stream(call).map(|_| true.into()),
            _ => return None,
        };
        Some((made, Vec::new()))
    }

    /// A stream that listens: `tcp://127.0.0.1:0`, `unix://path`.
    fn server(&self, call: &Call) -> Result<Got, Stop> {
        let address = Arguments { twin: self, call }.os(0)?;
        match address.to_str().and_then(|text| text.split_once("://")) {
            Some(("tcp", at)) => Ok(Got::Stream(TcpListener::bind(at).unwrap().into())),
            Some(("unix", at)) => Ok(Got::Stream(UnixListener::bind(at).unwrap().into())),
            _ => refused("it is no address of a stream"),
        }
    }

    /// Takes what the only argument names away, if it is what the call takes.
    fn take(&mut self, call: &Call, fits: fn(&Kept) -> bool, r#type: &str) -> Result<Kept, Stop> {
        Arguments { twin: self, call }.count(1, 1)?;
        let kept = match &call.arguments[0] {
            Expr::Name(name) => self.kept.get_mut(name),
            _ => None,
        };
        match kept {
            Some(Kept::Gone(function)) => {
                let name = &call.arguments[0];
                refused(format!("{name} was moved into {function}"))
            }
            Some(kept) if fits(kept) => {
                Ok(std::mem::replace(kept, Kept::Gone(call.function.clone())))
            }
            _ => refused(format!("it takes {type}")),
        }
    }

    /// Takes all free descriptors up to this one, until the script ends.
    fn take_descriptors(&mut self, last: usize) {
        // A file gets the lowest that is free.
        loop {
            let file = File::open("/dev/null").unwrap();
            if file.as_raw_fd() as usize > last {
                break;
            }
            let name = format!("descriptor {}", file.as_raw_fd());
            self.kept.insert(name, Kept::Stream(file.into()));
        }
    }

    fn take_socket(&mut self, call: &Call) -> Result<Socket, Stop> {
        if let Some(Expr::Name(name)) = call.arguments.first()
            && let Some(Kept::Socket(socket)) = self.kept.get(name)
            && Rc::strong_count(socket) > 1
        {
            return refused(format!("{name} is shared with a watcher"));
        }
        match self.take(call, |kept| matches!(kept, Kept::Socket(_)), "a Socket")? {
            Kept::Socket(socket) => Ok(Rc::into_inner(socket).expect("nobody shares it")),
            _ => unreachable!("it fits"),
        }
    }

    fn take_stream(&mut self, call: &Call) -> Result<OwnedFd, Stop> {
        match self.take(call, |kept| matches!(kept, Kept::Stream(_)), "an OwnedFd")? {
            Kept::Stream(stream) => Ok(stream),
            _ => unreachable!("it fits"),
        }
    }

    /// A second descriptor of a stream, to read and write.
    fn stream(&self, call: &Call) -> Result<File, Stop> {
        match call.arguments.first() {
            Some(Expr::Name(name)) => match self.kept.get(name) {
                Some(Kept::Stream(stream)) => {
                    let copy: OwnedFd = stream.try_clone().unwrap();
                    Ok(copy.into())
                }
                _ => refused("it is no stream"),
            },
            _ => refused("it is no stream"),
        }
    }
}
