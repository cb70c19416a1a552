package dev.memjay.jcache;

import java.lang.management.ManagementFactory;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.management.CacheMXBean;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** The MBeans of one cache, under the names that JCache gives them. */
final class MBeans {
    private final ObjectName configuration;
    private final ObjectName statistics;

    MBeans(String manager, String cache) {
        configuration = name("CacheConfiguration", manager, cache);
        statistics = name("CacheStatistics", manager, cache);
    }

    private static ObjectName name(String type, String manager, String cache) {
        try {
            return new ObjectName(
                    "javax.cache:type=" + type + ",CacheManager=" + safe(manager) + ",Cache=" + safe(cache));
        } catch (JMException e) {
            throw new CacheException("cache '" + cache + "' gives no name for an MBean: " + e.getMessage(), e);
        }
    }

    /** The specification's own replacement; a password never shows. */
    private static String safe(String text) {
        return text.replaceAll("(//[^/@:]*):[^/]*@", "$1:***@")
                .replaceAll(",|:|=|\n", ".")
                .replaceAll("[?*]", ".");
    }

    void showConfiguration(CompleteConfiguration<?, ?> shown) {
        show(configuration, new Configuration(shown), CacheMXBean.class);
    }

    void showStatistics(Statistics shown) {
        show(statistics, shown, javax.cache.management.CacheStatisticsMXBean.class);
    }

    void hideConfiguration() {
        hide(configuration);
    }

    void hideStatistics() {
        hide(statistics);
    }

    private static <T> void show(ObjectName name, T bean, Class<T> type) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            if (!server.isRegistered(name)) {
                server.registerMBean(new StandardMBean(bean, type, true), name);
            }
        } catch (JMException e) {
            throw new CacheException("cannot register " + name + ": " + e.getMessage(), e);
        }
    }

    private static void hide(ObjectName name) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
        } catch (JMException e) {
            throw new CacheException("cannot remove " + name + ": " + e.getMessage(), e);
        }
    }

    private record Configuration(CompleteConfiguration<?, ?> configuration) implements CacheMXBean {
        @Override
        public String getKeyType() {
            return configuration.getKeyType().getName();
        }

        @Override
        public String getValueType() {
            return configuration.getValueType().getName();
        }

        @Override
        public boolean isReadThrough() {
            return configuration.isReadThrough();
        }

        @Override
        public boolean isWriteThrough() {
            return configuration.isWriteThrough();
        }

        @Override
        public boolean isStoreByValue() {
            return configuration.isStoreByValue();
        }

        @Override
        public boolean isStatisticsEnabled() {
            return configuration.isStatisticsEnabled();
        }

        @Override
        public boolean isManagementEnabled() {
            return configuration.isManagementEnabled();
        }
    }
}
