//! The functions that create, connect and wait.

use php_sockets::*;

use super::Cell;
use crate::scene::{Folder, connection, listener, pair, port, tcp, udp};

/// A function under test, in one of its ways.
pub(crate) struct Case {
    pub(super) title: &'static str,
    pub(super) function: &'static str,
    /// The system calls that are made to fail, one at a time.
    pub(super) calls: &'static [&'static str],
    pub(super) outcome: Outcome,
    /// PHP warns even about EAGAIN and EINPROGRESS.
    pub(super) always_warns: bool,
    /// PHP records the error for the program, not on the socket.
    pub(super) thread_only: bool,
    pub(super) run: fn(&mut Cell),
    pub(super) php: Option<Php>,
}

/// The same in PHP: what comes before, the call itself, and its system calls there.
#[derive(Clone, Copy)]
pub(crate) struct Php {
    pub(super) before: &'static str,
    pub(super) call: &'static str,
    /// Behind `@` which of them it is that fails, if it is not the first.
    pub(super) calls: &'static str,
}

/// The expected outcome.
#[derive(Clone, Copy)]
pub(crate) enum Outcome {
    /// A failure with this message and the call's code.
    Fails(&'static str),
    /// Success, or a failure that says what it is about.
    Survives,
}

impl Case {
    /// The usual case: a failure with this message, recorded for thread and socket.
    pub(super) const fn fails(
        function: &'static str,
        calls: &'static [&'static str],
        words: &'static str,
        run: fn(&mut Cell),
    ) -> Self {
        Self {
            title: function,
            function,
            calls,
            outcome: Outcome::Fails(words),
            always_warns: false,
            thread_only: false,
            run,
            php: None,
        }
    }

    /// A case where the call may succeed without what failed.
    pub(super) const fn survives(
        title: &'static str,
        function: &'static str,
        calls: &'static [&'static str],
        run: fn(&mut Cell),
    ) -> Self {
        Self {
            title,
            outcome: Outcome::Survives,
            ..Self::fails(function, calls, "", run)
        }
    }

    pub(super) const fn titled(self, title: &'static str) -> Self {
        Self { title, ..self }
    }

    pub(super) const fn always_warns(self) -> Self {
        Self {
            always_warns: true,
            ..self
        }
    }

    pub(super) const fn thread_only(self) -> Self {
        Self {
            thread_only: true,
            ..self
        }
    }

    pub(super) const fn php(
        self,
        before: &'static str,
        call: &'static str,
        calls: &'static str,
    ) -> Self {
        let php = Some(Php {
            before,
            call,
            calls,
        });
        Self { php, ..self }
    }
}

const TCP: &str = "$s = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);";
const UDP: &str = "$s = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP);";
const UNIX: &str = "$s = socket_create(AF_UNIX, SOCK_STREAM, 0);";
const LISTENER: &str = "$s = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
    socket_bind($s, '127.0.0.1'); socket_listen($s, 4);";
const PAIR: &str = "socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $p); [$s, $t] = $p;";
const FOUND: &str = "$a = socket_addrinfo_lookup('127.0.0.1', '0', ['ai_socktype' => SOCK_STREAM,
    'ai_flags' => AI_NUMERICHOST])[0];";

pub(super) const ALL: &[Case] = &[
    Case::fails(
        "socket_create",
        &["socket"],
        "Unable to create socket",
        |cell| {
            cell.arm();
            cell.told(socket_create(AF_INET, SOCK_STREAM, 0), None);
        },
    )
    .always_warns()
    .php("", "socket_create(AF_INET, SOCK_STREAM, 0)", "socket"),
    Case::fails(
        "socket_create_pair",
        &["socketpair"],
        "Unable to create socket pair",
        |cell| {
            cell.arm();
            cell.told(socket_create_pair(AF_UNIX, SOCK_STREAM, 0), None);
        },
    )
    .always_warns()
    .php(
        "",
        "socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $p)",
        "socketpair",
    ),
    Case::fails(
        "socket_create_listen",
        &["socket"],
        "unable to create listening socket",
        create_listen,
    )
    .titled("socket_create_listen, its socket")
    .php("", "socket_create_listen(0)", "socket"),
    Case::fails(
        "socket_create_listen",
        &["bind"],
        "unable to bind to given address",
        create_listen,
    )
    .titled("socket_create_listen, its bind")
    .php("", "socket_create_listen(0)", "bind"),
    Case::fails(
        "socket_create_listen",
        &["listen"],
        "unable to listen on socket",
        create_listen,
    )
    .titled("socket_create_listen, its listen")
    .php("", "socket_create_listen(0)", "listen"),
    Case::fails("socket_bind", &["bind"], "Unable to bind address", |cell| {
        let socket = tcp();
        cell.arm();
        let result = socket_bind(&socket, "127.0.0.1", 0);
        cell.told(result, Some(&socket));
    })
    .php(TCP, "socket_bind($s, '127.0.0.1', 0)", "bind"),
    Case::fails("socket_bind", &["bind"], "Unable to bind address", |cell| {
        let folder = Folder::new();
        let socket = socket_create(AF_UNIX, SOCK_STREAM, 0).expect("a socket");
        cell.arm();
        let result = socket_bind(&socket, folder.path("s"), None);
        cell.told(result, Some(&socket));
    })
    .titled("socket_bind, a path")
    .php(
        UNIX,
        "socket_bind($s, '/tmp/nobody-makes-this-one')",
        "bind",
    ),
    Case::fails(
        "socket_listen",
        &["listen"],
        "unable to listen on socket",
        |cell| {
            let socket = tcp();
            cell.arm();
            let result = socket_listen(&socket, 4);
            cell.told(result, Some(&socket));
        },
    )
    .php(TCP, "socket_listen($s, 4)", "listen"),
    // That the listener records it is a deliberate difference from PHP.
    Case::fails(
        "socket_accept",
        &["accept4"],
        "unable to accept incoming connection",
        |cell| {
            let socket = listener();
            cell.arm();
            let result = socket_accept(&socket);
            cell.told(result, Some(&socket));
        },
    )
    .php(LISTENER, "socket_accept($s)", "accept,accept4"),
    Case::fails(
        "socket_connect",
        &["connect"],
        "unable to connect",
        |cell| {
            let (server, socket) = (listener(), tcp());
            let port = port(&server);
            cell.arm();
            let result = socket_connect(&socket, "127.0.0.1", port);
            cell.told(result, Some(&socket));
        },
    )
    .php(TCP, "socket_connect($s, '127.0.0.1', 1)", "connect"),
    Case::fails(
        "socket_connect",
        &["connect"],
        "unable to connect",
        |cell| {
            let socket = socket_create(AF_UNIX, SOCK_STREAM, 0).expect("a socket");
            cell.arm();
            let result = socket_connect(&socket, "/tmp/nobody-makes-this-one", None);
            cell.told(result, Some(&socket));
        },
    )
    .titled("socket_connect, a path")
    .php(
        UNIX,
        "socket_connect($s, '/tmp/nobody-makes-this-one')",
        "connect",
    ),
    Case::fails(
        "socket_shutdown",
        &["shutdown"],
        "Unable to shutdown socket",
        |cell| {
            let [socket, _peer] = pair(SOCK_STREAM);
            cell.arm();
            let result = socket_shutdown(&socket, 2);
            cell.told(result, Some(&socket));
        },
    )
    .php(PAIR, "socket_shutdown($s, 2)", "shutdown"),
    Case::fails(
        "socket_getsockname",
        &["getsockname"],
        "unable to retrieve socket name",
        |cell| {
            let socket = udp();
            cell.arm();
            let result = socket_getsockname(&socket);
            cell.told(result, Some(&socket));
        },
    )
    .php(UDP, "socket_getsockname($s, $a)", "getsockname"),
    Case::fails(
        "socket_getpeername",
        &["getpeername"],
        "unable to retrieve peer name",
        |cell| {
            let [socket, _peer] = connection();
            cell.arm();
            let result = socket_getpeername(&socket);
            cell.told(result, Some(&socket));
        },
    )
    .php(PAIR, "socket_getpeername($s, $a)", "getpeername"),
    Case::fails("socket_select", &["ppoll"], "Unable to select", |cell| {
        let [socket, _peer] = pair(SOCK_STREAM);
        let mut read = vec![&socket];
        cell.arm();
        let result = socket_select(&mut read, None, None, 0, None);
        cell.told(result, Some(&socket));
    })
    .always_warns()
    .thread_only()
    .php(
        "socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $p); [$s, $t] = $p;
         $r = [$s]; $w = $e = null;",
        "socket_select($r, $w, $e, 0)",
        "select,pselect6,poll,ppoll",
    ),
    Case::fails(
        "socket_addrinfo_bind",
        &["socket"],
        "Unable to create socket",
        |cell| addrinfo(cell, socket_addrinfo_bind),
    )
    .titled("socket_addrinfo_bind, its socket")
    .always_warns()
    .php(FOUND, "socket_addrinfo_bind($a)", "socket"),
    Case::fails(
        "socket_addrinfo_bind",
        &["bind"],
        "Unable to bind address",
        |cell| addrinfo(cell, socket_addrinfo_bind),
    )
    .titled("socket_addrinfo_bind, its bind")
    .php(FOUND, "socket_addrinfo_bind($a)", "bind"),
    Case::fails(
        "socket_addrinfo_connect",
        &["socket"],
        "Unable to create socket",
        |cell| addrinfo(cell, socket_addrinfo_connect),
    )
    .titled("socket_addrinfo_connect, its socket")
    .always_warns()
    .php(FOUND, "socket_addrinfo_connect($a)", "socket"),
    Case::fails(
        "socket_addrinfo_connect",
        &["connect"],
        "Unable to connect address",
        |cell| addrinfo(cell, socket_addrinfo_connect),
    )
    .titled("socket_addrinfo_connect, its connect")
    .php(FOUND, "socket_addrinfo_connect($a)", "connect"),
];

fn create_listen(cell: &mut Cell) {
    cell.arm();
    cell.told(socket_create_listen(0, None), None);
}

fn addrinfo(cell: &mut Cell, call: fn(&AddressInfo) -> Result<Socket>) {
    let hints = Hints {
        ai_flags: AI_NUMERICHOST,
        ai_socktype: SOCK_STREAM,
        ..Hints::default()
    };
    let found = socket_addrinfo_lookup("127.0.0.1", "0", hints).expect("a number");
    cell.arm();
    cell.told(call(&found[0]), None);
}
