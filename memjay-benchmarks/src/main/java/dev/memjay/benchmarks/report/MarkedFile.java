package dev.memjay.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document of which only what stands between two marker comments is ours to replace. */
public final class MarkedFile {
    static final String BEGIN = "<!-- bench: begin -->";
    static final String END = "<!-- bench: end -->";

    private MarkedFile() {}

    static String replace(String document, String text) {
        return replace(document, text, BEGIN, END);
    }

    /** Puts the text between the markers of the file. */
    public static void write(Path file, String text) throws IOException {
        write(file, text, BEGIN, END);
    }

    /** Puts the text between the markers of a part, such as {@code ways}. */
    public static void writePart(Path file, String part, String text) throws IOException {
        write(file, text, BEGIN.replace(":", " " + part + ":"), END.replace(":", " " + part + ":"));
    }

    private static void write(Path file, String text, String begin, String end) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : "";
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, replace(before, text, begin, end));
    }

    /** A document without markers gets them at its end. */
    static String replace(String document, String text, String beginMarker, String endMarker) {
        String block = beginMarker + "\n" + text.strip() + "\n" + endMarker;
        int begin = document.indexOf(beginMarker);
        int end = document.indexOf(endMarker, Math.max(0, begin));
        if (begin < 0 || end < 0) {
            return document.isEmpty() ? block + "\n" : document.stripTrailing() + "\n\n" + block + "\n";
        }
        return document.substring(0, begin) + block + document.substring(end + endMarker.length());
    }
}
