package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import net.rubyeye.xmemcached.MemcachedClientBuilder;
import net.rubyeye.xmemcached.MemcachedClientStateListener;
import net.rubyeye.xmemcached.XMemcachedClient;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.spy.memcached.CASResponse;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.ConnectionObserver;
import net.spy.memcached.DefaultHashAlgorithm;
import net.spy.memcached.FailureMode;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.internal.BulkFuture;
import net.spy.memcached.internal.OperationFuture;
import org.junit.jupiter.api.Test;

/** The pages about spymemcached and xmemcached leave out no class, method or constant that their jars have for users. */
class ComingFromJavaClientsTest {
    @Test
    void everyNameOfSpymemcachedHasARow() throws Exception {
        Set<String> asked = members(List.of(
                MemcachedClient.class,
                ConnectionFactoryBuilder.class,
                ConnectionFactoryBuilder.Locator.class,
                ConnectionFactoryBuilder.Protocol.class,
                FailureMode.class,
                DefaultHashAlgorithm.class,
                CASResponse.class,
                ConnectionObserver.class,
                BulkFuture.class,
                OperationFuture.class));
        asked.addAll(classes(
                MemcachedClient.class,
                "net/spy/memcached/",
                "net/spy/memcached/transcoders/",
                "net/spy/memcached/auth/",
                "net/spy/memcached/util/",
                "net/spy/memcached/spring/",
                "net/spy/memcached/internal/"));

        assertThat(asked).hasSizeGreaterThan(150);
        assertThat(missing(asked, "spymemcached")).isEmpty();
    }

    @Test
    void everyNameOfXmemcachedHasARow() throws Exception {
        Set<String> asked = members(List.of(
                net.rubyeye.xmemcached.MemcachedClient.class,
                XMemcachedClient.class,
                MemcachedClientBuilder.class,
                XMemcachedClientBuilder.class,
                MemcachedClientStateListener.class,
                net.rubyeye.xmemcached.Counter.class,
                net.rubyeye.xmemcached.KeyIterator.class,
                net.rubyeye.xmemcached.CASOperation.class,
                net.rubyeye.xmemcached.GetsResponse.class,
                net.rubyeye.xmemcached.HashAlgorithm.class,
                net.rubyeye.xmemcached.transcoders.CompressionMode.class));
        asked.addAll(classes(
                XMemcachedClient.class,
                "net/rubyeye/xmemcached/",
                "net/rubyeye/xmemcached/auth/",
                "net/rubyeye/xmemcached/exception/",
                "net/rubyeye/xmemcached/transcoders/",
                "net/rubyeye/xmemcached/utils/",
                "net/rubyeye/xmemcached/autodiscovery/",
                "net/rubyeye/xmemcached/aws/"));

        assertThat(asked).hasSizeGreaterThan(150);
        assertThat(missing(asked, "xmemcached")).isEmpty();
    }

    private static List<String> missing(Set<String> asked, String client) {
        Set<String> named = ComingFromPage.of(client).words();
        return asked.stream().filter(name -> !named.contains(name)).toList();
    }

    /** The public methods that the classes themselves declare, and the constants of enums. */
    private static Set<String> members(Collection<Class<?>> classes) {
        Set<String> names = new TreeSet<>();
        for (Class<?> one : classes) {
            for (Method method : one.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic() && !isOfEveryObject(method)) {
                    names.add(method.getName());
                }
            }
            for (Field field : one.getFields()) {
                if (field.isEnumConstant()) {
                    names.add(field.getName());
                }
            }
        }
        return names;
    }

    private static boolean isOfEveryObject(Method method) {
        return Set.of("toString", "equals", "hashCode", "values", "valueOf").contains(method.getName());
    }

    /** The public classes of some packages of the jar that a class comes from. */
    private static Set<String> classes(Class<?> ofTheJar, String... packages)
            throws IOException, URISyntaxException, ClassNotFoundException {
        Set<String> names = new TreeSet<>();
        Path jar = Path.of(
                ofTheJar.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (JarFile file = new JarFile(jar.toFile())) {
            for (String entry : file.stream().map(Object::toString).toList()) {
                String folder = entry.substring(0, entry.lastIndexOf('/') + 1);
                if (entry.endsWith(".class")
                        && !entry.contains("$")
                        && List.of(packages).contains(folder)) {
                    String name = entry.substring(0, entry.length() - ".class".length());
                    if (isPublic(name.replace('/', '.'))) {
                        names.add(name.substring(folder.length()));
                    }
                }
            }
        }
        return names;
    }

    private static boolean isPublic(String name) throws ClassNotFoundException {
        try {
            return Modifier.isPublic(Class.forName(name, false, ComingFromJavaClientsTest.class.getClassLoader())
                    .getModifiers());
        } catch (NoClassDefFoundError onSpring) {
            return true; // beans for Spring, which does not have to be there
        }
    }
}
