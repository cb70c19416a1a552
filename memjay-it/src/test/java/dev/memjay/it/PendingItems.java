package dev.memjay.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the seed documents promise and a later version will keep, by name, written to a file for {@code ./check} to print. */
final class PendingItems {
    private static final Path FILE = Path.of(System.getProperty("basedir", ""), "target", "seed-tour-pending.txt");

    private final List<String> items = new ArrayList<>();

    /** Notes one item: where the document has it, what is missing, and what there is until then. */
    void add(String where, String what, String meanwhile) {
        items.add(where + ": " + what + " (meanwhile: " + meanwhile + ")");
    }

    /** Writes all items, one a line. */
    void write() {
        try {
            Files.createDirectories(FILE.toAbsolutePath().getParent());
            Files.write(FILE, items);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
