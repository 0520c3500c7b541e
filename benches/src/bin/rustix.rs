//! The crate rustix, which issues system calls itself.

use std::mem::MaybeUninit;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::os::fd::{AsFd, OwnedFd};

use php_sockets_bench::contender::Contender;
use php_sockets_bench::worker::{self, timed};
use rustix::buffer::spare_capacity;
use rustix::event::{PollFd, PollFlags, Timespec, epoll, poll};
use rustix::io::{self, IoSlice, IoSliceMut};
use rustix::net::*;

fn main() {
    worker::main::<Rustix>();
}

struct Rustix;

fn bound(kind: SocketType) -> OwnedFd {
    let socket = socket_with(AddressFamily::INET, kind, SocketFlags::CLOEXEC, None).unwrap();
    bind(&socket, &Rustix::peer(0)).unwrap();
    socket
}

fn port_of(address: io::Result<SocketAddrAny>) -> u16 {
    let address = SocketAddrV4::try_from(address.unwrap());
    address.unwrap().port()
}

impl Contender for Rustix {
    type Listener = OwnedFd;
    type Stream = OwnedFd;
    type Datagram = OwnedFd;
    type Peer = SocketAddrV4;

    #[inline(always)]
    fn listen() -> OwnedFd {
        let listener = bound(SocketType::STREAM);
        listen(&listener, 128).unwrap();
        listener
    }

    #[inline(always)]
    fn port(listener: &OwnedFd) -> u16 {
        port_of(getsockname(listener))
    }

    #[inline(always)]
    fn connect(port: u16) -> OwnedFd {
        let socket = Self::create();
        connect(&socket, &Self::peer(port)).unwrap();
        socket
    }

    #[inline(always)]
    fn accept(listener: &OwnedFd) -> OwnedFd {
        accept_with(listener, SocketFlags::CLOEXEC).unwrap()
    }

    #[inline(always)]
    fn read(socket: &OwnedFd, room: &mut Vec<u8>, most: usize) -> usize {
        let (count, _) = recv(socket, &mut room[..most], RecvFlags::empty()).unwrap();
        count
    }

    #[inline(always)]
    fn write(socket: &OwnedFd, data: &[u8]) -> usize {
        send(socket, data, SendFlags::NOSIGNAL).unwrap()
    }

    #[inline(always)]
    fn datagram() -> OwnedFd {
        bound(SocketType::DGRAM)
    }

    #[inline(always)]
    fn datagram_port(socket: &OwnedFd) -> u16 {
        port_of(getsockname(socket))
    }

    #[inline(always)]
    fn peer(port: u16) -> SocketAddrV4 {
        SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)
    }

    #[inline(always)]
    fn send_to(socket: &OwnedFd, data: &[u8], peer: &SocketAddrV4) -> usize {
        sendto(socket, data, SendFlags::NOSIGNAL, peer).unwrap()
    }

    #[inline(always)]
    fn receive_from(socket: &OwnedFd, room: &mut Vec<u8>, most: usize) -> (usize, SocketAddrV4) {
        let room = &mut room[..most];
        let (count, _, from) = recvfrom(socket, room, RecvFlags::empty()).unwrap();
        (count, from.unwrap().try_into().unwrap())
    }

    #[inline(always)]
    fn peek(socket: &OwnedFd, room: &mut Vec<u8>, most: usize) -> usize {
        recv(socket, &mut room[..most], RecvFlags::PEEK).unwrap().0
    }

    #[inline(always)]
    fn no_delay(socket: &OwnedFd) -> bool {
        sockopt::tcp_nodelay(socket).unwrap()
    }

    #[inline(always)]
    fn set_no_delay(socket: &OwnedFd, on: bool) {
        sockopt::set_tcp_nodelay(socket, on).unwrap();
    }

    #[inline(always)]
    fn set_non_blocking(socket: &OwnedFd, on: bool) {
        io::ioctl_fionbio(socket, on).unwrap();
    }

    #[inline(always)]
    fn here(socket: &OwnedFd) -> u16 {
        port_of(getsockname(socket))
    }

    #[inline(always)]
    fn there(socket: &OwnedFd) -> u16 {
        port_of(getpeername(socket).map(Option::unwrap))
    }

    #[inline(always)]
    fn create() -> OwnedFd {
        let (family, kind) = (AddressFamily::INET, SocketType::STREAM);
        socket_with(family, kind, SocketFlags::CLOEXEC, None).unwrap()
    }

    #[inline(never)]
    fn watch(idle: &[OwnedFd], [here, there]: &[OwnedFd; 2], count: u64) -> f64 {
        let list = epoll::create(epoll::CreateFlags::CLOEXEC).unwrap();
        let sockets: Vec<_> = idle.iter().chain([here]).collect();
        for (place, socket) in sockets.iter().enumerate() {
            let data = epoll::EventData::new_u64(place as u64);
            epoll::add(&list, socket, data, epoll::EventFlags::IN).unwrap();
        }
        let mut events = Vec::with_capacity(sockets.len());
        let mut room = vec![0; 64];
        let wait = Timespec {
            tv_sec: 5,
            tv_nsec: 0,
        };
        timed(count, || {
            Self::send(there, b"x");
            events.clear();
            epoll::wait(&list, spare_capacity(&mut events), Some(&wait)).unwrap();
            for event in &events {
                let socket = sockets[event.data.u64() as usize];
                assert_eq!(Self::recv(socket, &mut room, 64), 1);
            }
        })
    }

    #[inline(never)] // one copy, so that what is measured is put into its loop
    fn select(sockets: &[OwnedFd], count: u64) -> f64 {
        let asked = sockets.iter().map(|one| PollFd::new(one, PollFlags::IN));
        let mut asked: Vec<_> = asked.collect();
        let wait = Timespec {
            tv_sec: 5,
            tv_nsec: 0,
        };
        timed(count, || {
            poll(&mut asked, Some(&wait)).unwrap();
            let ready = asked
                .iter()
                .filter(|one| one.revents().contains(PollFlags::IN));
            assert_eq!(ready.count(), 1);
        })
    }

    #[inline(always)]
    fn pass(count: u64) -> f64 {
        let (family, kind) = (AddressFamily::UNIX, SocketType::STREAM);
        let (here, there) = socketpair(family, kind, SocketFlags::CLOEXEC, None).unwrap();
        let fds = [here.as_fd()];
        let mut room = [0];
        timed(count, || {
            let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
            let mut control = SendAncillaryBuffer::new(&mut space);
            assert!(control.push(SendAncillaryMessage::ScmRights(&fds)));
            let data = [IoSlice::new(b"x")];
            sendmsg(&here, &data, &mut control, SendFlags::NOSIGNAL).unwrap();

            let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
            let mut control = RecvAncillaryBuffer::new(&mut space);
            let mut data = [IoSliceMut::new(&mut room)];
            recvmsg(&there, &mut data, &mut control, RecvFlags::CMSG_CLOEXEC).unwrap();
            assert_eq!(control.drain().count(), 1);
        })
    }
}
