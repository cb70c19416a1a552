package dev.memjay.server.binary;

import java.nio.charset.StandardCharsets;

/** The status codes of replies with their texts. */
enum Status {
    SUCCESS(0, ""),
    NOT_FOUND(1, "Not found"),
    EXISTS(2, "Data exists for key."),
    TOO_LARGE(3, "Too large."),
    INVALID(4, "Invalid arguments"),
    NOT_STORED(5, "Not stored."),
    NON_NUMERIC(6, "Non-numeric server-side value for incr or decr"),
    AUTH_FAILURE(0x20, "Auth failure."),
    UNKNOWN_COMMAND(0x81, "Unknown command"),
    OUT_OF_MEMORY(0x82, "Out of memory");

    final int code;
    final byte[] text;

    Status(int code, String text) {
        this.code = code;
        this.text = text.getBytes(StandardCharsets.US_ASCII);
    }
}
