package com.example.clinic;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The waiting room in Redis, X-rays in DynamoDB. */
public class Cabinet {
    public long waiting() {
        var uri = RedisURI.builder().withHost("127.0.0.1").withPort(Integer.parseInt(System.getenv("REDIS_PORT")));
        uri.withTimeout(Duration.ofSeconds(2));
        String password = System.getenv("REDIS_PASSWORD");
        if (!password.isEmpty()) {
            uri.withPassword(password.toCharArray());
        }
        try (var client = RedisClient.create(uri.build()); var connection = client.connect()) {
            return connection.sync().llen("waiting:room");
        }
    }

    public int scans() {
        String table = System.getenv().getOrDefault("TABLE", "scans");
        try (var client = DynamoDbClient.builder().endpointOverride(URI.create(System.getenv("AWS_ENDPOINT_URL"))).build()) {
            var key = Map.of("id", AttributeValue.fromS("1"));
            return client.getItem(request -> request.tableName(table).key(key)).item().size();
        }
    }
}
