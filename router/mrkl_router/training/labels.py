"""The one reviewed mapping from public labels to our experts.

``None`` means that no expert can do it: the router must abstain. Personal calendars, alarms, timers
and reminders are out of reach of the calendar expert, which computes dates; so are all commands.
Rows whose public label is ambiguous for this product are left out (absent from the maps).
"""

from __future__ import annotations

from collections.abc import Mapping

EXPERTS = (
    "calculator",
    "units",
    "calendar",
    "currency",
    "weather",
    "database",
    "documents",
    "wiki",
    "language_model",
)
OPERATIONS = ("date", "weekday", "time", "difference", "shift", "holiday")

_CLINC_NONE = (
    "freeze_account routing pin_change bill_due pay_bill account_blocked min_payment bill_balance "
    "transfer order_checks balance transactions report_fraud replacement_card_duration "
    "expiration_date damaged_card report_lost_card card_declined credit_limit_change "
    "redeem_rewards credit_limit rewards_balance application_status credit_score new_card "
    "confirm_reservation how_busy restaurant_reviews restaurant_reservation "
    "restaurant_suggestion cancel_reservation accept_reservations play_music todo_list_update "
    "reminder reminder_update calendar_update order_status update_playlist shopping_list calendar "
    "next_song order todo_list shopping_list_update smart_home current_location uber traffic "
    "schedule_maintenance last_maintenance flight_status book_flight book_hotel car_rental "
    "lost_luggage alarm find_phone share_location timer make_call text flip_coin roll_dice "
    "pto_request_status meeting_schedule payday pto_balance pto_request pto_used w2 "
    "schedule_meeting direct_deposit what_song travel_notification insurance_change "
    "rollover_401k change_speed whisper_mode change_volume change_language sync_device "
    "change_user_name change_ai_name reset_settings change_accent"
)
_CLINC_MODEL = (
    "who_made_you meaning_of_life who_do_you_work_for do_you_have_pets what_are_your_hobbies "
    "fun_fact what_is_your_name where_are_you_from goodbye thank_you greeting tell_joke "
    "are_you_a_bot how_old_are_you what_can_i_ask_you translate meal_suggestion "
    "travel_suggestion improve_credit_score recipe"
)

CLINC150: Mapping[str, str | None] = {
    "calculator": "calculator",
    "measurement_conversion": "units",
    "exchange_rate": "currency",
    "weather": "weather",
    "date": "calendar",
    "time": "calendar",
    "timezone": "calendar",
    "next_holiday": "calendar",
    "definition": "wiki",
    **dict.fromkeys(_CLINC_MODEL.split(), "language_model"),
    **dict.fromkeys(_CLINC_NONE.split(), None),
}

_HWU_NONE = (
    "alarm_set alarm_query alarm_remove calendar_query calendar_set calendar_remove "
    "lists_query lists_createoradd lists_remove iot_hue_lightchange iot_hue_lightoff "
    "iot_hue_lightup iot_hue_lightdim iot_hue_lighton iot_wemo_off iot_wemo_on iot_coffee "
    "iot_cleaning transport_ticket transport_taxi transport_traffic takeaway_order "
    "takeaway_query play_radio play_music play_game play_podcasts play_audiobook "
    "email_querycontact email_query email_sendemail email_addcontact social_post social_query "
    "audio_volume_mute audio_volume_up audio_volume_down music_settings news_query "
    "recommendation_events recommendation_locations"
)

HWU64: Mapping[str, str | None] = {
    "qa_maths": "calculator",
    "qa_currency": "currency",
    "weather_query": "weather",
    "datetime_query": "calendar",
    "qa_factoid": "wiki",
    "qa_definition": "wiki",
    "general_joke": "language_model",
    "cooking_recipe": "language_model",
    **dict.fromkeys(_HWU_NONE.split(), None),
}

SNIPS: Mapping[str, str | None] = {
    "GetWeather": "weather",
    "AddToPlaylist": None,
    "BookRestaurant": None,
    "PlayMusic": None,
    "RateBook": None,
    "SearchScreeningEvent": None,
    "SearchCreativeWork": None,
}

#: Sets in which every question belongs to one expert.
WHOLE_SETS: Mapping[str, str] = {
    "mrkl_synthetic": "calculator",
    "mawps": "calculator",
    "spider_syn": "database",
    "spider": "database",
    "wikisql": "database",
    "webquestions": "wiki",
    "simplequestions": "wiki",
    "policyqa": "documents",
    "fairytaleqa": "documents",
    "personality_chat": "language_model",
    "self_instruct": "language_model",
    "mt_bench": "language_model",
    "strategyqa": "language_model",
}
