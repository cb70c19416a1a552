package dev.memjay.benchmarks.contenders;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Another build of Memjay in this process, so that two of them are measured by turns: the benchmarks of that build open its client,
 * and what both builds' contenders have in common is this one's.
 */
public final class OtherBuild {
    private final Path folder;
    private final Loader loader;

    private OtherBuild(Path folder, Loader loader) {
        this.folder = folder;
        this.loader = loader;
    }

    /**
     * One that was built by its own {@code ./bench}.
     *
     * @param folder another checkout
     */
    public static OtherBuild of(Path folder) throws IOException {
        Path launcher = folder.resolve("memjay-benchmarks/target/launcher");
        List<URL> jars = new ArrayList<>();
        add(jars, launcher);
        add(jars, launcher.resolve("lib"));
        return new OtherBuild(folder, new Loader(jars.toArray(URL[]::new)));
    }

    private static void add(List<URL> jars, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is no folder; run ./bench --list in that checkout, which builds it");
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path jar :
                    (Iterable<Path>) files.filter(file -> file.toString().endsWith(".jar"))::iterator) {
                jars.add(url(jar));
            }
        }
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    Path folder() {
        return folder;
    }

    Contender open(int port, String protocol) throws Exception {
        Constructor<?> constructor = loader.loadClass(MemjayContender.class.getName())
                .getDeclaredConstructor(int.class, boolean.class, String.class);
        constructor.setAccessible(true);
        try {
            return (Contender) constructor.newInstance(port, true, protocol);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Loads what is Memjay's from the other build, and all else as usual. */
    private static final class Loader extends URLClassLoader {
        private static final String CONTENDERS = MemjayContender.class.getPackageName() + ".";

        static {
            registerAsParallelCapable();
        }

        Loader(URL[] jars) {
            super(jars, OtherBuild.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean isShared = name.startsWith(CONTENDERS) && !name.startsWith(MemjayContender.class.getName());
            if (!name.startsWith("dev.memjay.") || isShared) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
