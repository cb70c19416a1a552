package dev.memjay.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document of which only the part between two marker comments is ours to replace. */
public final class MarkedFile {
    static final String BEGIN = "<!-- bench: begin -->";
    static final String END = "<!-- bench: end -->";

    private MarkedFile() {}

    /** Puts the text between the markers of the file. */
    public static void write(Path file, String text) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : "";
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, replace(before, text));
    }

    /** A document without markers gets them at its end. */
    static String replace(String document, String text) {
        String block = BEGIN + "\n" + text.strip() + "\n" + END;
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END, Math.max(0, begin));
        if (begin < 0 || end < 0) {
            return document.isEmpty() ? block + "\n" : document.stripTrailing() + "\n\n" + block + "\n";
        }
        return document.substring(0, begin) + block + document.substring(end + END.length());
    }
}
