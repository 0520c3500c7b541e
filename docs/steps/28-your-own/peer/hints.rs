//! What learners of step 28 are told, and the lines of the protocol.

pub(super) const LISTENS: &str = "Stage 1, the door. Listen on 127.0.0.1, port {port} (the value \
     of PORT), and print `Listening on 127.0.0.1 port {port}.` Some languages keep what they \
     print: flush it.";
pub(super) const GREETS: &str = "Stage 1, the door. Each client should read the greeting as soon \
     as it has connected, also while others are connected and say nothing. Wait for all of them in \
     one place: `socket_select`.";
pub(super) const NAMES: &str = "Stage 2, names. A client's first whole line is its name: 1 to 16 \
     ASCII letters or digits. Anything else is refused, and the client may try again. Spaces \
     around the line and a `\\r` at its end do not belong to it, and it may arrive in pieces.";
pub(super) const TAKEN: &str = "Stage 2, names. Nobody may take the name that another client has.";
pub(super) const JOINED: &str = "Stage 2, names. All others that have a name should read that a \
     client has joined, once.";
pub(super) const TALK: &str = "Stage 3, talk. What a client says, all others should read exactly \
     once and in order, with the name before it. The client itself should not read it.";
pub(super) const LINES: &str = "Stage 3, talk. Work with whole lines: one may arrive in pieces, \
     and several in one read. Keep the piece that has no end yet for each client. An empty line is \
     sent to nobody.";
pub(super) const CONTROL: &str = "Stage 3, talk. A line has the byte 27, ESC, with which it could \
     control the terminals of the others. Each control character inside a line should become a \
     `?`.";
pub(super) const SHY: &str = "Stages 2 and 3. A client that has no name yet should read nothing of the \
     others: neither who comes and goes, nor what they say.";
pub(super) const WHO: &str = "Stage 4, commands. The answer to `/who` should have all names in the \
     order of the alphabet, and only the client that asks should read it.";
pub(super) const NICK: &str = "Stage 4, commands. `/nick` should change the name: the client reads \
     `* You are now …`, the others `* … is now …`, and what it says after that has the new name. \
     The old one is free.";
pub(super) const BAD: &str = "Stage 4, commands. A new name is checked as the first one is. If it \
     is refused, the client keeps the name that it has, and the others read nothing.";
pub(super) const UNKNOWN: &str = "Stage 4, commands. A line that begins with `/` and is no command \
     should be answered with the list of commands, and the others should not read it.";
pub(super) const QUIT: &str = "Stage 4, commands. After `/quit` a client should read `* Bye.` and \
     the end, and the others that it has left. Its name is free.";
pub(super) const CLOSES: &str = "Stage 4, commands. A client has closed its connection in the \
     middle of a line. The others should read that it has left, and not the half line.";
pub(super) const LONG: &str = "Stage 5, limits. A line may have 2000 bytes; one of that length \
     arrives whole.";
pub(super) const ENDLESS: &str = "Stage 5, limits. A client has sent more than 2000 bytes without \
     the end of a line, and goes on. Its connection should be closed, and the others should read \
     that it has left.";
pub(super) const TOO_LONG: &str = "Stage 5, limits. A client has sent a line of 2001 bytes, with \
     its end, in one write. Its connection should be closed, and nobody should read that line: \
     also check the length of lines that are whole.";
pub(super) const RESET: &str = "Stage 5, limits. A client has reset its connection in the middle \
     of a line. The read for it fails: remove it, tell the others that it has left, and go on.";
pub(super) const SLOW: &str = "Stage 5, limits. One client never reads, and others talk. They \
     should not have to wait for it: make the sockets non-blocking, and remove a client to which a \
     line cannot be written.";
pub(super) const KEEPS: &str = "Stage 5, limits. One client never reads. The others have said 6 \
     MB, and nobody has read that it has left. Keep only so much for a client: `SO_SNDBUF` limits \
     what the kernel keeps. If you have removed it already, tell the others.";
pub(super) const GONE: &str = "Stage 5, limits. One client never reads, and was removed when a line \
     could not be written to it. All others should read that it has left, also the one who said \
     that line.";
pub(super) const FULL: &str = "Stage 5, limits. 100 clients are connected, with a name or without. \
     The next should read `* The chat is full.` and the end.";
pub(super) const ROOM: &str = "Stage 5, limits. The chat was full, and a client has left. The next \
     should be greeted.";
pub(super) const STAY: &str = "Stage 5, limits. Others were rude, slow, broken or too many. Those \
     who behave should talk as before.";
pub(super) const STOP: &str = "Stage 6, time. After the signal SIGTERM each client, with a name or \
     without, should read `* Bye: the server stops.` and the end.";
pub(super) const CODE: &str = "Stage 6, time. After SIGTERM and its goodbyes the program should \
     end with the code 0.";
pub(super) const AGAIN: &str = "Stage 6, time. The program has closed its connections and ended, \
     and is started again at once. It should listen on the same port: set `SO_REUSEADDR` before \
     `socket_bind`.";
pub(super) const IDLE: &str = "Stage 6, time. IDLE is 2. A client that has not ended a line for 2 \
     seconds, with a name or without, should read `* Bye: you were silent for too long.` and the \
     end. Give `socket_select` a time limit, so that you can see who is silent.";
pub(super) const EARLY: &str = "Stage 6, time. IDLE is 2, and a client was sent away before it was \
     silent for 2 seconds.";
pub(super) const DRIP: &str = "Stage 6, time. A client sends a byte now and then, and never ends \
     its line. That is no line, so it should be sent away like a silent one.";
pub(super) const ACTIVE: &str = "Stage 6, time. A client that says a line every quarter of a \
     second should stay.";

pub(super) const GREETING: &str = "* Welcome! What is your name?\n";
pub(super) const REFUSED: &str = "* A name has 1 to 16 letters or digits. Try another.\n";
pub(super) const BYE: &str = "* Bye: the server stops.\n";
pub(super) const SILENT: &str = "* Bye: you were silent for too long.\n";
