package dev.memjay.jcache.it.hibernate;

import java.net.URI;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Session factories over one database and one memcached, as each machine of an application has one. */
final class Factories {
    private Factories() {}

    static SessionFactory open(String database, URI caches, Map<String, String> more) {
        Configuration configuration = new Configuration()
                .addAnnotatedClass(Book.class)
                .addAnnotatedClass(Country.class)
                .addAnnotatedClass(Account.class)
                .setProperty("hibernate.connection.url", database)
                .setProperty("hibernate.connection.username", "sa")
                .setProperty("hibernate.connection.password", "")
                .setProperty("hibernate.hbm2ddl.auto", "update")
                .setProperty("hibernate.generate_statistics", "true")
                .setProperty("hibernate.session.events.log", "false")
                .setProperty("hibernate.cache.use_second_level_cache", "true")
                .setProperty("hibernate.cache.region.factory_class", "jcache")
                .setProperty("hibernate.javax.cache.missing_cache_strategy", "create")
                .setProperty("hibernate.javax.cache.provider", "dev.memjay.jcache.MemjayCachingProvider")
                .setProperty("hibernate.javax.cache.uri", caches.toString());
        more.forEach(configuration::setProperty);
        return configuration.buildSessionFactory();
    }
}
