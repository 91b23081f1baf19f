//! Mail put on the wire byte by byte: no library between the test and the server mends anything.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

/// An SMTP connection, as a customer's provider opens it.
pub(crate) struct Smtp {
    reader: BufReader<TcpStream>,
    writer: TcpStream,
}

fn connect(port: u16) -> (BufReader<TcpStream>, TcpStream) {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    (BufReader::new(stream.try_clone().unwrap()), stream)
}

impl Smtp {
    pub(crate) fn connect(port: u16) -> Self {
        let (reader, writer) = connect(port);
        let mut smtp = Self { reader, writer };
        smtp.expect('2');
        smtp.command("EHLO customer.example.com", '2');
        smtp
    }

    /// Sends one mail; line ends become CRLF, everything else stays.
    pub(crate) fn send(&mut self, from: &str, to: &[&str], raw: &[u8]) {
        self.command(&format!("MAIL FROM:<{from}> BODY=8BITMIME"), '2');
        for to in to {
            self.command(&format!("RCPT TO:<{to}>"), '2');
        }
        self.command("DATA", '3');
        let mut data = Vec::with_capacity(raw.len() + raw.len() / 32);
        for line in raw.strip_suffix(b"\n").unwrap_or(raw).split(|byte| *byte == b'\n') {
            if line.starts_with(b".") {
                data.push(b'.');
            }
            data.extend(line.strip_suffix(b"\r").unwrap_or(line));
            data.extend(b"\r\n");
        }
        self.writer.write_all(&data).unwrap();
        self.command(".", '2');
    }

    fn command(&mut self, command: &str, answer: char) {
        self.writer.write_all(format!("{command}\r\n").as_bytes()).unwrap();
        self.expect(answer);
    }

    fn expect(&mut self, digit: char) {
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line).unwrap();
            assert!(line.starts_with(digit), "SMTP: {line}");
            if line.as_bytes()[3] != b'-' {
                return;
            }
        }
    }
}

/// Puts mails into a mailbox by IMAP APPEND: those that SMTP would change.
pub(crate) fn append(port: u16, (user, password): (&str, &str), mails: &[&[u8]]) {
    let (mut reader, mut writer) = connect(port);
    let mut wait = |start: &str| loop {
        let mut line = String::new();
        assert!(reader.read_line(&mut line).unwrap() > 0, "IMAP: no more answers");
        if line.starts_with(start) {
            return line;
        }
        assert!(line.starts_with('*'), "IMAP: {line}");
    };
    wait("* OK");
    writer.write_all(format!("a LOGIN {user} \"{password}\"\r\n").as_bytes()).unwrap();
    wait("a OK");
    for raw in mails {
        writer.write_all(format!("b APPEND INBOX {{{}}}\r\n", raw.len()).as_bytes()).unwrap();
        wait("+");
        writer.write_all(raw).unwrap();
        writer.write_all(b"\r\n").unwrap();
        wait("b OK");
    }
    writer.write_all(b"c LOGOUT\r\n").unwrap();
}

/// Whether mail servers pass a mail on as it is. A line that is no header field ends the header
/// for Postfix, a lone CR or NUL is not allowed in a line, and lines have a greatest length
/// (RFC 5321 §4.5.3.1.6). The `From ` line of a mailbox file becomes a header field on the way.
pub(crate) fn smtp_can_carry(raw: &[u8]) -> bool {
    let lines: Vec<&[u8]> = raw
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .collect();
    let clean =
        lines.iter().all(|line| line.len() <= 998 && !line.contains(&0) && !line.contains(&b'\r'));
    let header = lines.iter().take_while(|line| !line.is_empty()).enumerate();
    clean
        && header.into_iter().all(|(number, line)| {
            let folded = number > 0 && (line.starts_with(b" ") || line.starts_with(b"\t"));
            let mailbox_file = number == 0 && line.starts_with(b"From ");
            folded || mailbox_file || is_field(line)
        })
}

/// `Name:` (RFC 5322 §2.2, blanks before the colon as in §4.5).
fn is_field(line: &[u8]) -> bool {
    let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
    let name = line[..colon].trim_ascii_end();
    !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
}
