"""What pages of cases ask. A form knows words and shapes; whether the answers will do, the services say."""
