//! The system calls for pairs, calls with flags, messages, waiting for many, and
//! look-ups.

use std::fs::File;
use std::net::UdpSocket;
use std::os::fd::{AsFd, OwnedFd};

use php_sockets::*;
use socket2::SockRef;

use super::trace::{step, traced};
use crate::common::*;

pub(super) const LISTS: [&str; 7] = [MAKING, FLAGS, MESSAGES, WAITING, LOOK_UPS, GROUPS, NOTHING];

const MAKING: &str = r#"socket_create_pair
  socketpair(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0, [FD, FD]) = 0
socket_create_listen
  socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = FD
  bind(FD, {sa_family=AF_INET, sin_port=PORT, sin_addr=inet_addr("0.0.0.0")}, 16) = 0
  listen(FD, 4) = 0
a port in use
  socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = FD
  bind(FD, {sa_family=AF_INET, sin_port=PORT, sin_addr=inet_addr("0.0.0.0")}, 16) = -1 EADDRINUSE (Address already in use)
  close(FD) = 0
socket_import_stream
  getsockopt(FD, SOL_SOCKET, SO_DOMAIN, [2], [4]) = 0
  getsockopt(FD, SOL_SOCKET, SO_TYPE, [2], [4]) = 0
  fcntl(FD, F_GETFL) = 0x2 (flags O_RDWR)
  fcntl(FD, F_SETFD, FD_CLOEXEC) = 0
socket_export_stream
"#;

#[test]
fn making_sockets_is_the_calls_of_c() {
    if !traced("syscalls::more::making_sockets_is_the_calls_of_c", MAKING) {
        return;
    }
    let pair = step("socket_create_pair", || {
        socket_create_pair(AF_UNIX, SOCK_STREAM, 0).unwrap()
    });
    drop(pair);
    let taken = step("socket_create_listen", || socket_create_listen(0, 4)).unwrap();
    let taken = port(&taken);
    step("a port in use", || socket_create_listen(taken, 4)).unwrap_err();

    let std = UdpSocket::bind("127.0.0.1:0").unwrap();
    SockRef::from(&std).set_cloexec(false).unwrap();
    let socket = step("socket_import_stream", || socket_import_stream(std)).unwrap();
    let fd = step("socket_export_stream", || {
        socket_export_stream::<OwnedFd>(socket)
    });
    drop(fd);
}

const FLAGS: &str = r#"socket_send
  sendto(FD, "ab!", 3, MSG_OOB|MSG_NOSIGNAL, NULL, 0) = 3
socket_recv
  recvfrom(FD, "ab", 10, MSG_PEEK, NULL, NULL) = 2
socket_atmark
  ioctl(FD, SIOCATMARK, [1]) = 0
socket_sendto
  sendto(FD, "hi", 2, MSG_DONTWAIT|MSG_NOSIGNAL, {sa_family=AF_INET, sin_port=PORT, sin_addr=inet_addr("127.0.0.1")}, 16) = 2
socket_recvfrom
  recvfrom(FD, "hi", 8192, 0, {sa_family=AF_INET, sin_port=PORT, sin_addr=inet_addr("127.0.0.1")}, [128 => 16]) = 2
nothing there
  recvfrom(FD, ADDRESS, 8192, MSG_DONTWAIT, ADDRESS, [128]) = -1 EAGAIN (Resource temporarily unavailable)
"#;

#[test]
fn a_transfer_with_flags_is_the_calls_of_c() {
    let test = "syscalls::more::a_transfer_with_flags_is_the_calls_of_c";
    if !traced(test, FLAGS) {
        return;
    }
    let (here, there) = connected();
    let mut data = Vec::new();
    step("socket_send", || socket_send(&there, "ab!", 3, MSG_OOB)).unwrap();
    wait_readable(&here);
    step("socket_recv", || {
        socket_recv(&here, &mut data, 10, MSG_PEEK)
    })
    .unwrap();
    socket_read(&here, 10, None).unwrap();
    step("socket_atmark", || socket_atmark(&here)).unwrap();

    let (here, there) = (bound_udp(), udp());
    let port = port(&here);
    step("socket_sendto", || {
        socket_sendto(&there, "hi", 2, MSG_DONTWAIT, "127.0.0.1", port).unwrap()
    });
    step("socket_recvfrom", || {
        socket_recvfrom(&here, &mut data, 8192, 0).unwrap()
    });
    step("nothing there", || {
        socket_recvfrom(&here, &mut data, 8192, MSG_DONTWAIT).unwrap_err()
    });
}

const MESSAGES: &str = r#"socket_sendmsg
  sendmsg(FD, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="two ", iov_len=4}, {iov_base="parts", iov_len=5}], msg_iovlen=2, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[FD]}], msg_controllen=24, msg_flags=0}, MSG_NOSIGNAL) = 9
socket_cmsg_space
socket_recvmsg
  recvmsg(FD, {msg_name=ADDRESS, msg_namelen=128 => 0, msg_iov=[{iov_base="two parts", iov_len=8192}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[FD]}], msg_controllen=24, msg_flags=MSG_CMSG_CLOEXEC}, MSG_PEEK|MSG_CMSG_CLOEXEC) = 9
again
  recvmsg(FD, {msg_name=ADDRESS, msg_namelen=128 => 0, msg_iov=[{iov_base="two parts", iov_len=8192}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[FD]}], msg_controllen=24, msg_flags=MSG_CMSG_CLOEXEC}, MSG_CMSG_CLOEXEC) = 9
  close(FD) = 0
nothing there
  recvmsg(FD, {msg_namelen=128}, MSG_DONTWAIT|MSG_CMSG_CLOEXEC) = -1 EAGAIN (Resource temporarily unavailable)
"#;

#[test]
fn a_message_is_the_calls_of_c() {
    if !traced("syscalls::more::a_message_is_the_calls_of_c", MESSAGES) {
        return;
    }
    let (here, there) = pair();
    let file = File::open("/dev/null").unwrap();
    let message = Message {
        iov: vec![b"two ".into(), b"parts".into()],
        control: vec![Control::Lent(vec![file.as_fd()])],
        ..Message::default()
    };
    step("socket_sendmsg", || socket_sendmsg(&there, &message, None)).unwrap();

    let room = step("socket_cmsg_space", || {
        socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1).unwrap()
    });
    let mut message = Message {
        controllen: room,
        ..Message::default()
    };
    step("socket_recvmsg", || {
        socket_recvmsg(&here, &mut message, MSG_PEEK).unwrap()
    });
    // What was received before is closed.
    step("again", || socket_recvmsg(&here, &mut message, None)).unwrap();
    step("nothing there", || {
        socket_recvmsg(&here, &mut message, MSG_DONTWAIT).unwrap_err()
    });
}

const WAITING: &str = r#"socket_select
  ppoll([{fd=FD, events=POLLIN|POLLOUT}, {fd=FD, events=POLLIN|POLLPRI}], 2, {tv_sec=0, tv_nsec=0}, NULL, 8) = 1 ([{fd=FD, revents=POLLIN|POLLOUT}])
for ever
  ppoll([{fd=FD, events=POLLIN}], 1, NULL, NULL, 8) = 1 ([{fd=FD, revents=POLLIN}])
a time
  ppoll([{fd=FD, events=POLLIN}], 1, {tv_sec=0, tv_nsec=1500000}, NULL, 8) = 0 (Timeout)
a time for urgent data
  ppoll([{fd=FD, events=POLLPRI}], 1, {tv_sec=0, tv_nsec=1500000}, NULL, 8) = 0 (Timeout)
a time below 0
  ppoll([{fd=FD, events=POLLIN}], 1, {tv_sec=-1, tv_nsec=0}, NULL, 8) = -1 EINVAL (Invalid argument)
"#;

#[test]
fn waiting_for_many_is_one_call() {
    if !traced("syscalls::more::waiting_for_many_is_one_call", WAITING) {
        return;
    }
    let ((here, there), other) = (pair(), udp());
    socket_write(&there, "x", None).unwrap();
    step("socket_select", || {
        let mut read = vec![&here, &other];
        let (mut write, mut except) = (vec![&here], vec![&other]);
        socket_select(&mut read, &mut write, &mut except, 0, None).unwrap()
    });
    step("for ever", || {
        socket_select(&mut vec![&here], None, None, None, None).unwrap()
    });
    step("a time", || {
        socket_select(&mut vec![&there], None, None, 0, 1500).unwrap()
    });
    step("a time for urgent data", || {
        socket_select(None, None, &mut vec![&there], 0, 1500).unwrap()
    });
    step("a time below 0", || {
        socket_select(&mut vec![&there], None, None, -1, None).unwrap_err()
    });
}

const LOOK_UPS: &str = r#"socket_addrinfo_lookup
socket_addrinfo_explain
socket_addrinfo_bind
  socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = FD
  bind(FD, {sa_family=AF_INET, sin_port=PORT, sin_addr=inet_addr("127.0.0.1")}, 16) = 0
socket_addrinfo_connect
  socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = FD
  connect(FD, {sa_family=AF_INET, sin_port=PORT, sin_addr=inet_addr("127.0.0.1")}, 16) = 0
nobody listens
  socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = FD
  connect(FD, {sa_family=AF_INET, sin_port=PORT, sin_addr=inet_addr("127.0.0.1")}, 16) = -1 ECONNREFUSED (Connection refused)
  close(FD) = 0
"#;

#[test]
fn a_socket_of_a_look_up_is_the_calls_of_c() {
    let test = "syscalls::more::a_socket_of_a_look_up_is_the_calls_of_c";
    if !traced(test, LOOK_UPS) {
        return;
    }
    let hints = Hints {
        ai_family: AF_INET,
        ai_socktype: SOCK_STREAM,
        ..Hints::default()
    };
    let found = step("socket_addrinfo_lookup", || {
        socket_addrinfo_lookup("127.0.0.1", "0", hints).unwrap()
    });
    step("socket_addrinfo_explain", || {
        socket_addrinfo_explain(&found[0])
    });
    let server = step("socket_addrinfo_bind", || socket_addrinfo_bind(&found[0])).unwrap();

    socket_listen(&server, 4).unwrap();
    let port = port(&server).to_string();
    let found = socket_addrinfo_lookup("127.0.0.1", port.as_str(), hints).unwrap();
    let client = step("socket_addrinfo_connect", || {
        socket_addrinfo_connect(&found[0]).unwrap()
    });
    drop((server, client));
    step("nobody listens", || {
        socket_addrinfo_connect(&found[0]).unwrap_err()
    });
}

const GROUPS: &str = r#"a group
  setsockopt(FD, SOL_IP, MCAST_JOIN_GROUP, {gr_interface=if_nametoindex("lo"), gr_group={sa_family=AF_INET, sin_port=PORT, sin_addr=inet_addr("224.0.0.23")}}, 136) = 0
a name
  setsockopt(FD, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2) = 0
"#;

#[test]
fn options_of_groups_are_the_calls_of_c() {
    let test = "syscalls::more::options_of_groups_are_the_calls_of_c";
    if !traced(test, GROUPS) {
        return;
    }
    let socket = udp();
    let request = |group: &str| GroupRequest {
        group: group.into(),
        interface: 1.into(),
    };
    step("a group", || {
        let request = request("224.0.0.23");
        socket_set_option(&socket, IPPROTO_IP, MCAST_JOIN_GROUP, request).unwrap()
    });
    step("a name", || {
        socket_set_option(&socket, SOL_SOCKET, SO_BINDTODEVICE, "lo").unwrap()
    });
}

const NOTHING: &str = "nothing to wait for
no room
no descriptors
a wrong name
no port
a length of 0
an unknown control message
a NUL byte
";

#[test]
fn a_bad_argument_is_no_call() {
    if !traced("syscalls::more::a_bad_argument_is_no_call", NOTHING) {
        return;
    }
    let (udp, unix) = (udp(), unix());
    let mut message = Message::default();
    step("nothing to wait for", || {
        socket_select(None, None, None, 0, None).unwrap_err()
    });
    step("no room", || socket_recvmsg(&unix, &mut message, None)).unwrap_err();
    message.control.push(Control::Rights(Vec::new()));
    step("no descriptors", || socket_sendmsg(&unix, &message, None)).unwrap_err();
    message.name = Some(socket_getsockname(&udp).unwrap());
    step("a wrong name", || socket_sendmsg(&unix, &message, None)).unwrap_err();
    step("no port", || {
        socket_sendto(&udp, "x", 1, 0, "127.0.0.1", None).unwrap_err()
    });
    step("a length of 0", || {
        socket_recv(&udp, &mut Vec::new(), 0, 0).unwrap_err()
    });
    step("an unknown control message", || {
        socket_cmsg_space(SOL_SOCKET, 99, None).unwrap_err()
    });
    step("a NUL byte", || {
        socket_addrinfo_lookup("127.0.0.1\0", None, None).unwrap_err()
    });
}
