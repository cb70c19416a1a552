package dev.memjay.jcache.it;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CacheLoader;
import javax.cache.processor.EntryProcessorResult;

/** An application that knows JCache alone: whichever provider is on the class path, it prints the same. */
public final class Shop {
    private record Article(String name, BigDecimal price, LocalDate since) implements Serializable {}

    private Shop() {}

    public static void main(String[] arguments) {
        try (CacheManager manager = Caching.getCachingProvider().getCacheManager()) {
            articles(manager.createCache(
                    "articles",
                    new MutableConfiguration<Integer, Article>()
                            .setTypes(Integer.class, Article.class)
                            .setExpiryPolicyFactory(
                                    CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.MINUTES, 10)))));
            stock(manager.createCache(
                    "stock",
                    new MutableConfiguration<String, Long>()
                            .setTypes(String.class, Long.class)
                            .setReadThrough(true)
                            .setCacheLoaderFactory(Stock::new)
                            .setStatisticsEnabled(true)));
        }
    }

    private static void articles(Cache<Integer, Article> articles) {
        Article pen = new Article("pen", new BigDecimal("1.20"), LocalDate.of(2026, 11, 30));
        System.out.println(articles.putIfAbsent(1, pen) + " " + articles.putIfAbsent(1, pen));
        System.out.println(articles.get(1) + " " + articles.get(2));
        Article dear = new Article("pen", new BigDecimal("2.40"), pen.since());
        System.out.println(articles.replace(1, dear, pen) + " " + articles.replace(1, pen, dear));
        System.out.println(articles.getAndRemove(1).price() + " " + articles.containsKey(1));
        articles.putAll(Map.of(3, pen, 4, dear));
        System.out.println(new TreeMap<>(articles.getAll(Set.of(3, 4, 5))));
        articles.removeAll();
        System.out.println(articles.getAll(Set.of(3, 4)));
    }

    private static void stock(Cache<String, Long> stock) {
        System.out.println(stock.get("long loaded"));
        for (int i = 0; i < 3; i++) {
            System.out.println(stock.<Long>invoke(
                    "pen",
                    (entry, arguments) -> {
                        entry.setValue(entry.getValue() + (Integer) arguments[0]);
                        return entry.getValue();
                    },
                    10));
        }
        Map<String, EntryProcessorResult<Boolean>> sold = stock.invokeAll(Set.of("pen"), (entry, arguments) -> {
            entry.remove();
            return entry.exists();
        });
        System.out.println(sold.get("pen").get() + " " + stock.containsKey("pen"));
    }

    private static final class Stock implements CacheLoader<String, Long> {
        @Override
        public Long load(String key) {
            return (long) key.length();
        }

        @Override
        public Map<String, Long> loadAll(Iterable<? extends String> keys) {
            Map<String, Long> loaded = new TreeMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }
    }
}
