package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every Java sample of README.md and docs compiles against what it describes. */
class DocumentSamplesTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .normalize()
            .getParent();
    private static final Pattern SAMPLE = Pattern.compile("(?ms)^```java\\n(.*?)^```");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import [\\w.* ]+;$");

    /** What samples use without saying where it comes from. */
    private static final String AROUND = """
            import dev.memjay.*;
            import dev.memjay.combine.*;
            import dev.memjay.codec.*;
            import dev.memjay.discovery.*;
            import dev.memjay.error.*;
            import dev.memjay.jackson.*;
            import dev.memjay.junit.*;
            import dev.memjay.model.*;
            import dev.memjay.model.MemjayListener;
            import dev.memjay.placement.*;
            import dev.memjay.server.*;
            import dev.memjay.spring.*;
            import java.net.URI;
            import java.time.Duration;
            import java.util.*;
            import java.util.concurrent.*;
            import org.junit.jupiter.api.Test;
            import org.springframework.cache.annotation.CacheEvict;
            import org.springframework.cache.annotation.CachePut;
            import org.springframework.cache.annotation.Cacheable;
            import org.springframework.cache.annotation.EnableCaching;
            import org.springframework.context.annotation.*;
            import static org.assertj.core.api.Assertions.assertThat;
            %s
            final class Sample {
                record User(String name, int age) {}
                record Cart(String address) {}
                void sample(Memjay memjay, Keyspace<String, String> texts, Keyspace<String, String> keyspace, User user,
                        MemcachedServer server) throws Exception {
                    class Scope {
                        void run() throws Exception {
                            %s
                        }
                    }
                }
            }
            """;

    @TempDir
    private Path classes;

    @TestFactory
    Stream<DynamicTest> samplesCompile() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages) {
            Matcher samples = SAMPLE.matcher(Files.readString(page));
            for (int number = 1; samples.find(); number++) {
                String sample = samples.group(1);
                tests.add(DynamicTest.dynamicTest(
                        page.getFileName() + " " + number,
                        () -> assertThat(errorsOf(sample)).isEmpty()));
            }
        }
        return tests.stream();
    }

    @Test
    void aSampleThatDoesNotCompileIsFound() {
        assertThat(errorsOf("String value = memjay.noSuchMethod();")).hasSize(1);
        assertThat(errorsOf("import dev.memjay.Keyspace;\nKeyspace<String, Object> objects = memjay.objects();"))
                .isEmpty();
    }

    private List<String> errorsOf(String sample) {
        StringBuilder imports = new StringBuilder();
        Matcher matcher = IMPORT.matcher(sample);
        while (matcher.find()) {
            imports.append(matcher.group()).append('\n');
        }
        String source = AROUND.formatted(imports, matcher.replaceAll(""));
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Sample.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
        compiler.getTask(null, null, found, options, null, List.of(file)).call();
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
                .toList();
    }

    /** README's start, run and not only compiled. */
    @Test
    void theStartDoesWhatItSays() {
        try (TestServer server = TestServer.real()) {
            try (Memjay memjay = Patient.create("memcached://" + server.address())) {
                Keyspace<String, String> texts = memjay.strings();
                texts.set("some_key", "some_value");
                String value = texts.get("some_key");

                assertThat(value).isEqualTo("some_value");
            }
        }
    }
}
