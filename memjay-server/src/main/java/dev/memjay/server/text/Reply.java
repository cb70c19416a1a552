package dev.memjay.server.text;

import java.nio.charset.StandardCharsets;

/** The fixed reply lines. */
final class Reply {
    static final byte[] ERROR = line("ERROR");
    static final byte[] BAD_FORMAT = line("CLIENT_ERROR bad command line format");
    static final byte[] BAD_LINE = line("CLIENT_ERROR bad command line");
    static final byte[] BAD_DATA_CHUNK = line("CLIENT_ERROR bad data chunk");
    static final byte[] BAD_EXPTIME = line("CLIENT_ERROR invalid exptime argument");
    static final byte[] BAD_DELTA = line("CLIENT_ERROR invalid numeric delta argument");
    static final byte[] NON_NUMERIC = line("CLIENT_ERROR cannot increment or decrement non-numeric value");
    static final byte[] DELETE_USAGE = line("CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]");
    static final byte[] TOO_LARGE = line("SERVER_ERROR object too large for cache");
    static final byte[] NO_MEMORY = line("SERVER_ERROR out of memory storing object");
    static final byte[] NO_MEMORY_TO_GET = line("SERVER_ERROR out of memory writing get response");
    static final byte[] STORED = line("STORED");
    static final byte[] NOT_STORED = line("NOT_STORED");
    static final byte[] EXISTS = line("EXISTS");
    static final byte[] NOT_FOUND = line("NOT_FOUND");
    static final byte[] DELETED = line("DELETED");
    static final byte[] TOUCHED = line("TOUCHED");
    static final byte[] END = line("END");
    static final byte[] OK = line("OK");
    static final byte[] RESET = line("RESET");
    static final byte[] MN = line("MN");
    static final byte[] EN = line("EN");

    private Reply() {}

    static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
