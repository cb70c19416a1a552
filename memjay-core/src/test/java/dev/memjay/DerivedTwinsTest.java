package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that begin with "Derived from", here and in memjay-caffeine and memjay-jackson3, are what scripts/Twins.java makes. */
class DerivedTwinsTest {
    private static final Path ROOT = root();
    private static final Path TWIN = Path.of("memjay-core/src/main/java/dev/memjay/AsyncView.java");

    @TempDir
    Path copy;

    private record Run(int status, String output) {}

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("scripts/Twins.java"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private Run twins(Path root, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                ROOT.resolve("scripts/Twins.java").toString()));
        command.addAll(List.of(arguments));
        command.add(root.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Run(process.waitFor(), output);
    }

    @Test
    void nobodyEditedThem() throws Exception {
        assertThat(twins(ROOT, "--check")).isEqualTo(new Run(0, ""));
    }

    @Test
    void anEditIsFoundAndUndone() throws Exception {
        copySources("memjay-core/src/main/java/dev/memjay");
        copySources("memjay-caffeine/src/main/java/dev/memjay/caffeine");
        copySources("memjay-jackson/src/main/java/dev/memjay/jackson");
        copySources("memjay-jackson3/src/main/java/dev/memjay/jackson3");
        String text = Files.readString(copy.resolve(TWIN));
        Files.writeString(
                copy.resolve(TWIN), text.replace("verbs.touch(key, ttl).start(", "verbs.touch(key, ttl).run("));

        Run check = twins(copy, "--check");
        assertThat(check.status()).isEqualTo(1);
        assertThat(check.output()).contains(TWIN + " is not what").contains("run: java scripts/Twins.java");

        assertThat(twins(copy)).isEqualTo(new Run(0, "wrote " + TWIN + "\n"));
        assertThat(copy.resolve(TWIN)).hasContent(text);
    }

    private void copySources(String folder) throws IOException {
        Files.walkFileTree(ROOT.resolve(folder), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path to = copy.resolve(ROOT.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
