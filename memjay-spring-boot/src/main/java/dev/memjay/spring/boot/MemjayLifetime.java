package dev.memjay.spring.boot;

import java.util.ArrayDeque;
import java.util.Deque;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Closes the client after all other beans are destroyed, so that a request that a graceful shutdown still serves, a task of a
 * pool and a {@code @PreDestroy} method may use the cache.
 *
 * <p>Beans are destroyed in the reverse order of their creation. Nothing is created before a post-processor of the factory,
 * and that is the only reason for this to be one.
 */
final class MemjayLifetime implements BeanFactoryPostProcessor, DisposableBean {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Has something closed at the end, before what was given earlier. */
    synchronized <T extends AutoCloseable> T closesAtTheEnd(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        // See the class.
    }

    @Override
    public synchronized void destroy() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
